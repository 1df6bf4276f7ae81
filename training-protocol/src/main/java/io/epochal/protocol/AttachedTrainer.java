package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * A program that trains under the callback service and is not our trainer.
 *
 * @param attachId chosen by the program; of two attempts with one number the first in the log counts, and this tells them apart
 * @param name what it is, in words, such as {@code keras 3.15.1 on jax}
 * @param unit what a round is
 * @param capabilities the commands that it can obey, by their types
 * @param heartbeat seconds; it publishes an event at least so often, or it is lost
 */
public record AttachedTrainer(String attachId, String name, Unit unit, List<String> capabilities, int heartbeat) {
    public AttachedTrainer {
        capabilities = MessageCheck.copy("capabilities", capabilities);
    }

    /** The events that such a program says by itself, by their names: all but those with which an attempt begins. */
    public static SortedMap<String, Class<? extends TrainingEvent>> eventTypes() {
        SortedMap<String, Class<? extends TrainingEvent>> types = Wire.types(TrainingEvent.class);
        types.values()
                .removeIf(type -> TrainingEvent.Start.class.isAssignableFrom(type)
                        || TrainingEvent.Resumption.class.isAssignableFrom(type));
        return types;
    }

    /** What an {@link TrainingEvent.EpochEnded} of the run ends; {@code patience} counts them. */
    public enum Unit {
        /** A pass over the rows. */
        EPOCH,
        /** So many steps, and a validation. */
        EVALUATION;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
