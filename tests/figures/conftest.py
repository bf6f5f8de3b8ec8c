"""The engines under test. Spark runs in one session, on one worker."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
SPARK = pytest.param("spark", marks=[pytest.mark.spark, needs_java])


@pytest.fixture(scope="module", params=["reference", "duckdb", SPARK])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    name: str = request.param
    if name == "spark":
        request.getfixturevalue("spark_session")
    return name


@pytest.fixture(scope="session")
def spark_session() -> Iterator["SparkSession"]:
    """One session for all; `local_session()` finds it again."""
    from tongxin.figures.spark_engine import local_session

    # A dozen rows each: compiling a program for every question would take longer than reading them.
    options = {
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
    }
    session = local_session(options=options)
    yield session
    session.stop()
