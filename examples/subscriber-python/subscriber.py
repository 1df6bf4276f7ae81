"""Prints a run's epochs as they end, and asks the run to stop once its val_accuracy is above a threshold."""

import argparse
import os
import sys
from datetime import datetime, timezone

from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event, to_binary_event
from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.v1.event import CloudEvent
from confluent_kafka import Consumer, KafkaException, Producer

COMMAND_ID = "subscriber-python"  # the same at every start: a request that is sent twice is applied once


def events(consumer, run):
    """The run's events as (type, data), each once."""
    consumer.subscribe(["training.events"])
    newest = (0, -1)
    while True:
        message = consumer.poll(1.0)
        if message is not None and message.error():
            raise KafkaException(message.error())
        if message is None or message.key() != run.encode():
            continue
        try:
            event = from_kafka_event(KafkaMessage(dict(message.headers() or []), message.key(), message.value()))
            data = event.get_data()
            numbers = (data["attempt"], data["sequence"])
        except (BaseCloudEventException, KeyError, TypeError, ValueError) as problem:
            print(f"skipped offset {message.offset()}, which is no event: {problem!r}", file=sys.stderr)
            continue
        if numbers > newest:  # else it is a repeat, or from a trainer that was given up
            newest = numbers
            yield event.get_type().removeprefix("io.epochal."), data


def settings_of(kafka):
    """A client's settings, from Kafka's address or from a file that has them, such as .epochal/kafka.properties."""
    if not os.path.isfile(kafka):
        return {"bootstrap.servers": kafka}
    with open(kafka, encoding="utf-8") as lines:
        settings = dict(line.strip().split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    settings.pop("sasl.jaas.config", None)  # Java's; librdkafka has sasl.username and sasl.password
    return settings


def ask(kafka, run, command):
    """Sends the run a command. The answer will be among its events, as CommandApplied."""
    now = datetime.now(timezone.utc)
    attributes = {"type": "io.epochal.CommandRequest", "id": f"{run}/commands/{COMMAND_ID}", "subject": run}
    attributes |= {"source": "/subscriber-python", "time": now, "datacontenttype": "application/json"}
    data = {"run": run, "time": now, "command_id": COMMAND_ID, "requested_by": "subscriber-python", "command": command}
    record = to_binary_event(CloudEvent(attributes, data), key_mapper=lambda event: event.get_subject())

    def delivered(error, _):
        if error:
            raise KafkaException(error)

    # The partitioner of Epochal's services: all about one run goes to one partition.
    producer = Producer(kafka | {"partitioner": "murmur2_random"})
    producer.produce("training.control", record.value, record.key, headers=record.headers, on_delivery=delivered)
    producer.flush()


arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("kafka", help="Kafka's address, such as localhost:29092, or a file of client settings")
arguments.add_argument("run", help="the run's id")
arguments.add_argument("threshold", type=float, nargs="?", default=0.99, help="0.99 if absent")
wanted = arguments.parse_args()

kafka = settings_of(wanted.kafka)
settings = kafka | {"group.id": f"subscriber-python-{wanted.run}"}
# From the first event on, at each start: what came of the events lives in this process only.
settings |= {"auto.offset.reset": "earliest", "enable.auto.commit": False}
epochs, asked = 0, False
with Consumer(settings) as consumer:
    for kind, data in events(consumer, wanted.run):
        if kind == "EpochEnded" and data["epoch"] >= epochs:  # else it is trained again
            epochs = data["epoch"] + 1
            accuracy = float(data["metrics"].get("val_accuracy", "nan"))  # JSON has no NaN, so it comes as a text
            print(f"epoch {epochs}: val_accuracy {accuracy:.4f}", flush=True)
            if accuracy > wanted.threshold and not asked:
                asked = True
                reason = f"val_accuracy is above {wanted.threshold}"
                ask(kafka, wanted.run, {"type": "StopTraining", "reason": reason})
        elif kind == "CommandApplied" and data["command_id"] == COMMAND_ID:
            print(f"stop {data['outcome']} in epoch {data['epoch'] + 1}", flush=True)
        elif kind == "RunEnded":
            print(f"{data['status']} after {data['epochs_run']} epochs: {data['reason']}", flush=True)
            break
