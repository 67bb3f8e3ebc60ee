"""Reads metrics from standard input as Prometheus does and writes them as JSON: parse_metrics.py text|openmetrics"""
import json
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics

parse = {"text": parser, "openmetrics": openmetrics}[sys.argv[1]].text_string_to_metric_families
families = {}
for family in parse(sys.stdin.read()):
    if family.name in families:
        raise ValueError(f"{family.name} appears twice")
    families[family.name] = {
        "kind": family.type,
        "unit": family.unit,
        "help": family.documentation,
        "samples": [{"name": s.name, "labels": s.labels, "value": str(s.value)} for s in family.samples],
    }
json.dump(families, sys.stdout)
