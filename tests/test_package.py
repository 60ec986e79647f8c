"""Builds the wheel, installs it elsewhere and uses it as a stranger would; needs no network."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import cleaner

ROOT = Path(__file__).resolve().parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
PROSE = "The minister resigned on Monday, the government said in a statement."
OFFLINE = ("--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check", "--quiet")

PLUGIN = {
    "pyproject.toml": """
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"
        [project]
        name = "gazette-rules"
        version = "1.0"
        [project.entry-points."cleaner.rules"]
        gazette = "gazette:RULES"
        [project.entry-points."cleaner.detectors"]
        shouting = "gazette:Shouting"
        [tool.hatch.build.targets.wheel]
        packages = ["gazette"]
    """,
    "gazette/__init__.py": """
        from pathlib import Path
        from cleaner import Finding
        RULES = Path(__file__).parent / "rules"
        class Shouting:
            name = "shouting"
            def find(self, document, found):
                for block in document.blocks:
                    if document.text[block.start:block.end].strip().endswith("!!!"):
                        yield Finding(block.start, block.end, "promo", "gazette-shouting", 1.0, "three exclamation marks")
    """,
    "gazette/rules/en/promo.toml": """
        [[rule]]
        id = "en-promo-gazette-archive"
        why = "foot of every article in the Gazette's archive"
        phrases = ["from the gazette archive with love"]
        strength = "strong"
        removes = ["From the Gazette archive with love", "From the Gazette archive with love."]
        keeps = ["The Gazette archive burned down with the town hall.", "He signed it with love, from the archive."]
    """,
}


def pip(*args, python=sys.executable):
    command = [sys.executable, "-m", "pip", "--python", str(python), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def run(environment, *args, cwd, **options):
    """Run something of an environment, where nothing of the checkout can be seen."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    command = [str(environment / args[0]), *map(str, args[1:])]
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=clean, **options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, *OFFLINE, "--wheel-dir", folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def environment(wheel, tmp_path_factory):
    """An environment with the wheel, and with the dependencies of the one that runs the tests."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    scripts = Path(paths["scripts"])
    pip("install", wheel, *OFFLINE, python=scripts / "python")  # before it can see a cleaner installed where tests run
    here = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    Path(paths["purelib"], "dependencies.pth").write_text("\n".join(here) + "\n")
    return scripts


def test_the_wheel_holds_what_is_needed(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in (ROOT / "rules").rglob("*.toml"):
        assert f"cleaner/rules/{path.relative_to(ROOT / 'rules').as_posix()}" in names
    for name in ("any", "en", "fi", "languages", "any+en.index", "fi.index"):
        assert f"cleaner/rules/compiled/{name}.jsonl" in names
    assert "cleaner/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith(("cleaner/", "newsclean-"))]
    assert cleaner.__version__ in wheel.name


def test_building_leaves_nothing_in_the_checkout(wheel):
    assert not (ROOT / "cleaner" / "rules").exists()
    assert not (ROOT / "build").exists()


def test_the_installed_command_cleans_as_the_checkout_does(environment, tmp_path):
    for seed in SEEDS:
        assert run(environment, "clean-text", seed, cwd=tmp_path) == cleaner.clean(seed.read_text())


def test_the_installed_package_is_the_wheel(environment, tmp_path):
    code = "import cleaner; print(cleaner.__file__); print(cleaner.Cleaner().fingerprint)"
    path, fingerprint = run(environment, "python", "-c", code, cwd=tmp_path).split()
    assert Path(path).is_relative_to(environment.parent)
    assert fingerprint == cleaner.Cleaner().fingerprint


def test_the_installed_command_starts_without_what_it_does_not_need(environment, tmp_path):
    heavy = {"rich", "trafilatura", "lxml", "langdetect", "charset_normalizer", "pydantic", "tomllib"}
    code = (
        "import sys; from cleaner.cli import main\n"
        f"main([{str(SEEDS[0])!r}, '-o', {os.devnull!r}], standalone_mode=False)\n"
        f"print(*sorted({heavy!r} & set(sys.modules)))"
    )
    assert run(environment, "python", "-c", code, cwd=tmp_path) == "\n"


def test_packages_can_add_rules_and_detectors(environment, tmp_path):
    for name, text in PLUGIN.items():
        path = tmp_path / "plugin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line[8:] for line in text.splitlines()))
    text = f"Minister resigns\n\n{PROSE}\n\nFrom the Gazette archive with love\n\nEverything must go!!!\n"
    assert run(environment, "clean-text", cwd=tmp_path, input=text.encode()) == text
    pip("wheel", tmp_path / "plugin", *OFFLINE, "--wheel-dir", tmp_path)
    pip("install", *tmp_path.glob("*.whl"), *OFFLINE, python=environment / "python")
    try:
        found = json.loads(run(environment, "clean-text", "--json", cwd=tmp_path, input=text.encode()))
    finally:
        pip("uninstall", "--yes", "--quiet", "gazette-rules", python=environment / "python")
    assert found["text"].strip() == f"Minister resigns\n\n{PROSE}"
    assert {one["rule"] for one in found["removals"]} == {"en-promo-gazette-archive", "gazette-shouting"}
