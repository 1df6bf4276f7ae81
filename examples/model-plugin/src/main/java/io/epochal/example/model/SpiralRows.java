package io.epochal.example.model;

import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.plugin.ProviderName;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points on two spirals, to tell apart. */
@ProviderName("spirals")
public final class SpiralRows implements RowProvider {
    @Override
    public Map<Part, RowSource> open(@Nullable Path path, Fields options) {
        double noise = options.numberIn("noise", 0.02, 0, 1);
        return Map.of(
                Part.TRAIN, new Spirals(options.integer("rows", 2000, 2), noise, 0),
                Part.VALIDATION, new Spirals(400, noise, 1));
    }
}
