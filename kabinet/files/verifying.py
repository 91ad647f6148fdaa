"""All stored files compared with what was taken, and told."""

from collections.abc import Callable

from kabinet.files.integrity import faults_of_all


def verify_all(say: Callable[[str], object]) -> bool:
    """Say of each stored file that is gone or changed, then the numbers; whether all are whole."""
    whole = missing = damaged = 0
    for file, fault in faults_of_all():
        if fault is None:
            whole += 1
            continue
        missing += fault.missing
        damaged += not fault.missing
        what = "НЕТ В ХРАНИЛИЩЕ" if fault.missing else "ПОВРЕЖДЁН"
        say(f"{file.storage_name}: {what}: «{file.name}», SHA-256 {file.sha256}")
    say(f"Файлов: целых {whole}, пропавших {missing}, повреждённых {damaged}")
    return not missing and not damaged
