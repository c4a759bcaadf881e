"""The command that rebuilds and checks the store, from tiny figure files in a folder of its own."""

import shutil
from pathlib import Path

import pytest

from lib import contracts, snapshots
from lib.data import open_data
from lib.refresh import command
from lib.snapshots import PROJECT
from lib.sources.figures import FIGURES
from tests import stores

FILES = {
    "hub_monthly_downloads_by_org.csv": "month,org,downloads,exact\n2025-04,Qwen,7,1\n2025-04,meta-llama,5,1\n",
    "hub_monthly_totals.csv": "month,downloads_all_models,downloads_language_models,models_with_a_download,"
    "share_derivatives,share_quantized,share_finetune,share_gguf,share_derivatives_within_textgen,exact\n"
    "2025-04,30,20,4,0.1,0.2,0.3,0.4,0.5,1\n",
    "hub_models_30d.csv": "day,model,downloads_30d,likes,day_is_estimate\n2026-02-15,Qwen/Qwen3-8B,9,,0\n",
    "openrouter_daily_share_open_lines.csv": "day,line,share_pct\n2025-01-01,Qwen,8.559\n",
    "openrouter_weekly_tokens.csv": "week,model,tokens,days_in_top50\n2026-05-25,qwen/qwen3-8b,8,7\n"
    "2026-05-25,other,9,7\n",
    "ollama_pulls_by_prefix.csv": "day,prefix,models,pulls_all_time\n2025-07-20,qwen,1,100\n",
    "ollama_pulls_by_model.csv": "day,model,pulls_all_time\n2025-07-31,qwen3,100\n",
    "arena_top40_monthly_2023-05_to_2025-02.csv": "day,model,rating\n2023-05-22,gpt-4,1224.6\n",
    "arena_best_rating_by_lab.csv": "day,lab,model,rating\n2023-12-20,Google,gemini-pro,1037.9\n",
    "arena_board_2025-12-17.csv": "day,model,organization,license,rating,rating_q025,rating_q975\n"
    "2025-12-17,gemini-3-pro,Google,Proprietary,1492.0,1485.9,1498.2\n",
    "epoch_notable_models_by_country.csv": "year,country_group,open_weights,notable_models\n2019,China,No,3\n",
}
MONTHLY = "hub_monthly_downloads_by_org.csv"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a small file for every table."""
    folder = tmp_path / "figures"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the shipped registry and no snapshots, named by the environment."""
    folder = tmp_path / "store"
    shutil.copytree(PROJECT / "data" / "registry", folder / "registry")
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    return folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped data, to be damaged."""
    folder = stores.shipped(tmp_path / "copy")
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wrong(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What the command says is wrong, after it has ended with 1."""
    assert command.main(words) == 1
    return capsys.readouterr().err.splitlines()


def test_a_rebuild_writes_every_table_and_its_check_finds_nothing_wrong(
    source: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--figures", str(source)]) == 0
    said = capsys.readouterr()
    assert "hub_monthly: 2 rows as of 2026-10-31" in said.out.splitlines()
    assert [line.split(":")[0] for line in said.out.splitlines()] == list(FIGURES)
    assert said.err == ""
    assert command.main(["--check"]) == 0
    assert "arena: 3 rows, 1 vintage" in capsys.readouterr().out.splitlines()


def test_a_second_rebuild_from_the_same_files_changes_nothing(source: Path, store: Path) -> None:
    command.main(["--figures", str(source)])
    before = contents(store)
    assert command.main(["--figures", str(source)]) == 0
    assert contents(store) == before


def test_the_provenance_holds_credit_and_caveats_from_the_registry(
    source: Path,
    store: Path,
    registry,
) -> None:
    command.main(["hub_monthly", "--figures", str(source)])
    known = snapshots.provenance("hub_monthly", store)
    credit = registry.words["sources"]["model_pulse"]
    assert (known.source, known.licence, known.citation) == ("model_pulse", credit["licence"], credit["citation"])
    assert known.caveats == tuple(dict.fromkeys(registry.flaws_of("hub_monthly")["note"]))
    assert known.rows == 2


def test_only_the_named_tables_are_written(source: Path, store: Path) -> None:
    assert command.main(["ollama_pulls", "--figures", str(source)]) == 0
    assert sorted(path.name for path in (store / "snapshots").iterdir()) == ["ollama_pulls", "registry"]


def test_an_org_that_the_registry_does_not_know_is_not_written(
    source: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / MONTHLY).write_text(FILES[MONTHLY].replace("Qwen", "newcomer"))
    assert wrong(capsys, "hub_monthly", "--figures", str(source)) == [
        "the registry does not know 'newcomer' of hub; add a row to data/registry/aliases.csv"
    ]
    assert not (store / "snapshots").exists()


def test_other_rows_under_the_same_date_are_refused(
    source: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["hub_monthly", "--figures", str(source)])
    before = contents(store)
    (source / MONTHLY).write_text(FILES[MONTHLY].replace(",7,", ",8,"))
    assert wrong(capsys, "hub_monthly", "--figures", str(source)) == [
        "hub_monthly: the vintage 2026-10-31 exists with other rows; a vintage is never changed"
    ]
    assert contents(store) == before


def test_a_row_that_stands_twice_is_refused(source: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (source / MONTHLY).write_text(FILES[MONTHLY] + "2025-04,Qwen,7,1\n")
    assert wrong(capsys, "hub_monthly", "--figures", str(source)) == [
        "hub_monthly: the key month, org stands more than once, for example 2025-04-01 00:00:00 Qwen (2 rows)"
    ]


def test_a_rebuild_over_a_damaged_vintage_says_so(
    source: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["hub_monthly", "--figures", str(source)])
    (store / "snapshots" / "hub_monthly" / "2026-10-31.parquet").write_bytes(b"")
    said = wrong(capsys, "hub_monthly", "--figures", str(source))
    assert said == [
        "store/snapshots/hub_monthly/2026-10-31.parquet is not the file that was written (sha256 differs); "
        "restore the file"
    ]


def test_a_missing_figure_file_is_told(tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert wrong(capsys, "hub_monthly", "--figures", str(tmp_path / "empty")) == [
        f"{MONTHLY} is not in empty; name the folder that holds the figure files"
    ]


def test_the_shipped_store_is_good(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_DATA", raising=False)
    assert command.main(["--check"]) == 0
    said = capsys.readouterr()
    assert sorted(line.split(":")[0] for line in said.out.splitlines()) == sorted(contracts.TABLES)
    assert said.err == ""


def test_every_fault_of_a_damaged_store_is_one_sentence(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = shipped / "snapshots"
    path = place / "hub_monthly" / "2026-10-31.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    (place / "hub_totals" / "2026-10-31.parquet").unlink()
    (place / "ollama_pulls" / "2026-08-21.json").write_text("{")
    shutil.rmtree(place / "notable_models")
    (place / "arena" / "2026-08-01.parquet.part").write_bytes(b"half")
    said = wrong(capsys, "--check")
    assert [line.split(";")[0] for line in said if not line.startswith("ollama_pulls")] == [
        "hub_monthly: copy/snapshots/hub_monthly/2026-10-31.parquet is not the file that was written (sha256 differs)",
        "hub_totals: copy/snapshots/hub_totals/2026-10-31.parquet is missing though its JSON is there",
        "arena: 2026-08-01.parquet.part belongs to no vintage, as after an interrupted write",
        "notable_models: no snapshot, though it is shipped with the project",
    ]
    assert [
        line
        for line in said
        if line.startswith("ollama_pulls: copy/snapshots/ollama_pulls/2026-08-21.json is damaged (")
    ]
    assert len(said) == 5


def test_a_lost_provenance_is_told_though_an_older_vintage_is_good(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = snapshots.read("ollama_pulls", shipped)
    facts = {**vars(snapshots.provenance("ollama_pulls", shipped)), "as_of": "2026-09-21"}
    rest = {name: value for name, value in facts.items() if name not in ("table", "rows", "sha256")}
    snapshots.write("ollama_pulls", frame.assign(pulls_all_time=frame["pulls_all_time"] + 1), shipped, rest)
    (shipped / "snapshots" / "ollama_pulls" / "2026-09-21.json").unlink()
    assert wrong(capsys, "ollama_pulls", "--check") == [
        "ollama_pulls: 2026-09-21.parquet belongs to no vintage, as after an interrupted write; "
        "refresh, rebuild or take it away"
    ]


def test_a_broken_registry_is_told_by_file_and_line(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = shipped / "registry" / "regions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("region,", "area,", 1), encoding="utf-8")
    assert wrong(capsys, "--check") == [
        "regions.csv:1: the header is 'area,name,color,color_dark'; it must be 'region,name,color,color_dark'"
    ]


def test_an_org_in_the_store_without_a_row_in_the_registry_is_told(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shipped / "registry" / "repackagers.csv"
    rows = [row for row in path.read_text(encoding="utf-8").splitlines(keepends=True) if not row.startswith("unsloth,")]
    path.write_text("".join(rows), encoding="utf-8")
    assert command.main(["hub_monthly", "--check"]) == 0
    assert capsys.readouterr().out == "hub_monthly: 439 rows, 1 vintage; not yet placed by the registry: unsloth\n"


def test_every_vintage_is_checked_and_not_the_newest_alone(
    source: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["hub_monthly", "--figures", str(source)])
    frame = snapshots.read("hub_monthly", store).assign(downloads=1)
    facts = dict.fromkeys(("source", "url", "licence", "citation", "how", "universe"), "")
    snapshots.write("hub_monthly", frame, store, {**facts, "as_of": "2026-11-30", "complete": True, "caveats": ()})
    (store / "snapshots" / "hub_monthly" / "2026-10-31.parquet").write_bytes(b"")
    capsys.readouterr()
    assert wrong(capsys, "hub_monthly", "--check")[0].startswith(
        "hub_monthly: store/snapshots/hub_monthly/2026-10-31.parquet is not the file that was written"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--check", "--figures", "x"],
        ["nothing", "--check"],
        ["nothing"],
        ["openrouter_lines"],
        ["hub_orgs", "--figures", "x"],
        ["--check", "--json"],
        ["--since", "yesterday"],
    ],
)
def test_bad_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2


def test_a_changed_registry_is_kept_once_a_day_so_that_links_can_be_frozen_again(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def changed(note: str) -> None:
        with (shipped / "registry" / "untracked.csv").open("a", encoding="utf-8") as file:
            file.write(f"{note},{note}$,a test\n")

    def frozen() -> bool:
        data = open_data(shipped)
        return open_data(shipped, data.newest_day).vintage == data.vintage

    assert command.main(["--keep-registry"]) == 0
    assert capsys.readouterr().out == "the registry is kept already as it is\n"
    changed("Z one")
    assert not frozen()
    assert command.main(["--keep-registry"]) == 0
    assert "the registry is kept as it is on" in capsys.readouterr().out
    assert frozen()
    changed("Z two")
    assert "keep it tomorrow" in wrong(capsys, "--keep-registry")[0]
    assert not frozen()
