package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The four gzipped IDX files of MNIST in a folder; its {@code t10k} files are the test rows. One of dataset and path is there.
 *
 * @param dataset a folder of the trainer's datasets
 * @param path a folder of the user's own
 * @param scale the range that pixel values 0 to 255 are scaled to
 */
public record IdxData(@Nullable String dataset, @Nullable InputFile path, List<Double> scale, @Nullable Integer limit)
        implements DataSource {
    static IdxData of(Fields fields) {
        List<Double> scale = SourceFields.scale(fields);
        Integer limit = SourceFields.limit(fields);
        if (!fields.has("path")) {
            String dataset = Identifier.check(fields.pathOf("dataset"), fields.text("dataset"));
            return new IdxData(dataset, null, scale, limit);
        }
        if (fields.has("dataset")) {
            throw fields.wrong("dataset", "may not be there beside path: one of them says where the rows are");
        }
        return new IdxData(null, InputFile.read(fields, "path"), scale, limit);
    }

    @Override
    public IdxData withFiles(UnaryOperator<InputFile> replacement) {
        return path == null ? this : new IdxData(null, replacement.apply(path), scale, limit);
    }

    @Override
    public IdxData withoutTarget() {
        return this;
    }
}
