package io.epochal.protocol.loss;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.DTypePolicy;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What training makes small: a loss, and how a batch's values become one number. */
public record TrainingLoss(Loss loss, LossReduction reduction) {
    public TrainingLoss(Loss loss) {
        this(loss, LossReduction.SUM_OVER_BATCH_SIZE);
    }

    /**
     * Reads {@code loss} of a run spec or of a compiled model: a name, or an object with its type, arguments and {@code reduction}.
     *
     * @param lenient whether keys that are not known are ignored, as in a message of another version
     * @throws SpecException that names the place
     */
    public static TrainingLoss read(String path, @Nullable Object value, boolean lenient) {
        KerasIdentifier identifier = KerasIdentifier.read(path, value, lenient);
        Fields arguments = identifier.arguments();
        LossTable.Reader reader = LossTable.READERS.get(identifier.name());
        if (reader == null) {
            throw new SpecException(
                    path,
                    "must be one of Keras' losses"
                            + Nearest.hint(identifier.name(), LossTable.READERS.descendingKeySet()),
                    identifier.name());
        }
        TrainingLoss loss = new TrainingLoss(reader.read(arguments), LossReduction.read(arguments));
        arguments.optionalText("name"); // Of use only where a model has several outputs.
        DTypePolicy.requireFloat32(arguments);
        arguments.end();
        return loss;
    }

    /** As {@link #read} accepts it: by name alone where all arguments are the defaults, as earlier versions wrote and read it. */
    @JsonValue
    public Object json() {
        Object json = loss.json();
        if (json instanceof Map<?, ?> object && object.get("type") instanceof String type) {
            String name = KerasNames.snakeCase(type);
            if (LossTable.READERS.containsKey(name) && read("loss", name, false).equals(this)) {
                return name;
            }
        }
        if (!(json instanceof Map<?, ?> values)) {
            return json;
        }
        Map<Object, Object> all = new LinkedHashMap<>(values);
        all.put("reduction", reduction.wireName());
        return all;
    }
}
