package io.epochal.kafka;

import io.epochal.protocol.Message;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Messages of the example run, for a service that rehearses what it will do with a run's own. */
public final class ExampleRecords {
    private static final String SOURCE = "/rehearsal";

    private ExampleRecords() {}

    /** The end of an epoch, with four callbacks. */
    public static EpochEnded epochEnded() {
        return read("epoch-ended.json", EpochEnded.class);
    }

    /** The same of another run, with another sequence and validation loss. */
    public static EpochEnded epochEnded(EpochEnded event, String run, long sequence, double loss) {
        return new EpochEnded(
                run,
                event.attempt(),
                sequence,
                event.time(),
                event.params(),
                event.epoch(),
                event.step(),
                event.metrics().with("val_loss", loss),
                event.learningRate(),
                event.seconds(),
                event.last(),
                event.callbacks());
    }

    /** The answer to {@link #epochEnded()}. */
    public static Verdict verdict() {
        return read("verdict.json", Verdict.class);
    }

    /** A message as a consumer receives it, which nobody has sent. */
    public static ConsumerRecord<String, byte[]> received(Message message) {
        ProducerRecord<String, byte[]> sent = Records.of("rehearsal", message, SOURCE);
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                0,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                sent.key(),
                sent.value(),
                new RecordHeaders(sent.headers()),
                Optional.empty());
    }

    private static <M extends Message> M read(String file, Class<M> type) {
        try (InputStream json = Objects.requireNonNull(ExampleRecords.class.getResourceAsStream(file), file)) {
            return type.cast(Wire.decode(Map.of("ce_type", Wire.type(type)), json.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        } catch (UnreadableException e) {
            throw new IllegalStateException(file + " is invalid", e);
        }
    }
}
