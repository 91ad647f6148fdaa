"""The command `kabinet` of an installed portal: `run` starts it all, other words are commands of Django."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility

from config import start
from config.place import HOME, version

USAGE = """\
kabinet run           запустить портал: база, статические файлы, веб-сервер и фоновый работник
kabinet --version     версия портала
kabinet КОМАНДА …     любая команда из списка ниже: kabinet migrate, kabinet worker, kabinet signature trust
kabinet help КОМАНДА  что делает команда

Настройки — файл .env в текущей папке (другой называет KABINET_ENV_FILE), данные — папка var в ней же
(другую называет KABINET_DATA_DIR).
"""


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    arguments = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if str(HOME) not in sys.path:
        sys.path.append(str(HOME))  # the operator's own modules, such as KABINET_SIGNATURE_EXTERNAL names
    match arguments:
        case ["--version" | "version"]:
            print(version())
            return 0
        case ["run"]:
            return start.main()
        case ["run", *_]:
            print("У kabinet run нет параметров: его настройки — переменные KABINET_*.", file=sys.stderr)
            return 2
        case [] | ["help" | "--help" | "-h"]:
            print(USAGE)
            arguments = ["help"]
    try:
        ManagementUtility(["kabinet", *arguments]).execute()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
