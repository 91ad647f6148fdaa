"""What stands at a path that somebody has given to a command, in words."""

from pathlib import Path


def path_fault(path: Path) -> str:
    """Why there is no file to read at a path; empty when there is one. Raises OSError, ValueError."""
    if path.is_dir():
        return "это папка, укажите файлы"
    if not path.exists():
        return "нет такого файла"
    return "" if path.is_file() else "это не файл"


def reading_fault(fault: Exception) -> str:
    """Say why a file could not be read."""
    return f"прочесть не удалось ({'нет прав' if isinstance(fault, PermissionError) else fault})"
