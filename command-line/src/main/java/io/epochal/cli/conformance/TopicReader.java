package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Message;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.attach.AttachCheck;
import io.epochal.protocol.attach.CallException;
import io.epochal.protocol.field.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a record on the topics as the call that says the same. */
public final class TopicReader {
    private TopicReader() {}

    /** The call, or what is wrong with the record. */
    public static TrainerCall read(SaidRecord record, Transcript before) {
        JsonNode json = MissingNode.getInstance();
        try {
            json = CallReader.object(record.value());
            return call(message(record), json, before);
        } catch (UnreadableCallException e) {
            return new TrainerCall.Unreadable(json, e.status(), e.problem(), String.valueOf(e.getMessage()));
        } catch (CallException e) {
            return CallReader.unreadable(json, e);
        }
    }

    private static Message message(SaidRecord record) throws UnreadableCallException {
        try {
            Message message = Wire.decode(record.headers(), record.value());
            require("key", message.run(), record.key());
            require("ce_id", message.id(), record.headers().get("ce_id"));
            return message;
        } catch (UnreadableException e) {
            throw UnreadableCallException.noEvent(String.valueOf(e.getMessage()));
        }
    }

    private static void require(String what, String expected, @Nullable String found) throws UnreadableCallException {
        if (!expected.equals(found)) {
            throw UnreadableCallException.noEvent("the record's " + what + " must be " + expected + "; found "
                    + (found == null ? "none" : Printable.of(found, 200)));
        }
    }

    private static TrainerCall call(Message message, JsonNode json, Transcript before) throws UnreadableCallException {
        if (message instanceof BatchEnded batch) {
            return new TrainerCall.Events(json, batch.run(), batch.attempt(), List.of(), List.of(batch), Duration.ZERO);
        }
        if (message instanceof TrainingEvent.Start || message instanceof TrainingEvent.Resumption) {
            return attach((TrainingEvent) message, json);
        }
        if (message instanceof TrainingEvent event) {
            before.requireAttached(event.run(), event.attempt());
            return new TrainerCall.Events(
                    json, event.run(), event.attempt(), List.of(new SaidEvent(json, event)), List.of(), Duration.ZERO);
        }
        throw UnreadableCallException.noEvent(Wire.type(message.getClass()) + " is no event");
    }

    private static TrainerCall attach(TrainingEvent start, JsonNode json) {
        boolean attached = start instanceof AttachedRunStarted || start instanceof AttachedRunResumed;
        TrainerCall.Attach call = new TrainerCall.Attach(
                json, Optional.of(start.run()), start.run(), start, attached ? Transport.TOPICS : Transport.QUEUE);
        if (attached) {
            AttachCheck.require(call.trainer(), call.params());
        }
        return call;
    }
}
