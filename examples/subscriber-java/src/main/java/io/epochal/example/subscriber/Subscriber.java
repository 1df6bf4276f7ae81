package io.epochal.example.subscriber;

import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.quarkus.runtime.Quarkus;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

/** Prints a run's epochs as they end, and asks the run to stop once its val_accuracy is above a threshold. */
class Subscriber {
    private static final String ID = "subscriber-java"; // also the command's: a repeated request is applied once
    private final String run;
    private double threshold;
    private EventPosition newest = EventPosition.BEGINNING;
    private int epochs;

    Subscriber(@ConfigProperty(name = "run") String run, @ConfigProperty(name = "threshold") double threshold) {
        this.run = run;
        this.threshold = threshold;
    }

    @Incoming("events")
    @Outgoing("control")
    @Nullable
    ProducerRecord<String, byte[]> hear(ConsumerRecord<String, byte[]> record) throws Exception {
        if (!run.equals(record.key())
                || !(Records.read(record) instanceof TrainingEvent event)
                || !newest.isBefore(EventPosition.of(event))) {
            return null; // another run's, a repeat, or from a trainer that was given up
        }
        newest = EventPosition.of(event);
        if (event instanceof TrainingEvent.EpochEnded epoch && epoch.epoch() >= epochs) { // else it is trained again
            epochs = epoch.epoch() + 1;
            double accuracy = epoch.metrics().get("val_accuracy").orElse(Double.NaN);
            System.out.printf(Locale.ROOT, "epoch %d: val_accuracy %.4f%n", epochs, accuracy);
            if (accuracy > threshold) {
                Command stop = new Command.StopTraining("val_accuracy is above " + threshold);
                threshold = Double.POSITIVE_INFINITY; // to ask once
                return Records.of("training.control", new CommandRequest(run, Instant.now(), ID, ID, stop), "/" + ID);
            }
        } else if (event instanceof TrainingEvent.CommandApplied answer && ID.equals(answer.commandId())) {
            System.out.printf(
                    Locale.ROOT, "stop %s in epoch %d%n", answer.outcome().text(), answer.epoch() + 1);
        } else if (event instanceof TrainingEvent.RunEnded end) {
            System.out.printf(
                    Locale.ROOT, "%s after %d epochs: %s%n", end.status().wireName(), end.epochsRun(), end.reason());
            Quarkus.asyncExit();
        }
        return null;
    }
}
