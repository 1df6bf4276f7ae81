package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * JPEG and PNG files in a folder with one folder a class, or in a ZIP file of such a folder. The classes are the folders' names,
 * sorted; as Keras' {@code image_dataset_from_directory}.
 *
 * @param size height and width that every image is resized to, in pixels
 * @param color rgb (3 channels) or grayscale (1)
 * @param scale the range that values 0 to 255 are scaled to
 * @param labels inferred from the folders, or none: then images may be anywhere in the folder, and are rows in the order of their paths
 */
public record ImageData(
        InputFile path,
        List<Integer> size,
        String color,
        List<Double> scale,
        String labels,
        @Nullable Integer limit,
        @Nullable ImageData validation,
        @Nullable ImageData test)
        implements DataSource {
    private static final int LARGEST = 8192;

    static ImageData of(Fields fields) {
        InputFile path = InputFile.read(fields, "path");
        List<Integer> size = size(fields);
        String color = fields.oneOf("color", "rgb", "rgb", "grayscale");
        List<Double> scale = SourceFields.scale(fields);
        String labels = fields.oneOf("labels", "inferred", "inferred", "none");
        ImageData rows = new ImageData(path, size, color, scale, labels, SourceFields.limit(fields), null, null);
        return new ImageData(
                path,
                size,
                color,
                scale,
                labels,
                rows.limit,
                SourceFields.part(fields, "validation", part -> part(part, rows)),
                SourceFields.part(fields, "test", part -> part(part, rows)));
    }

    /** Every image of a run has the same size, colours and scale. */
    private static ImageData part(Fields part, ImageData whole) {
        InputFile path = InputFile.read(part, "path");
        requireSame(part, "size", part.has("size") ? size(part) : whole.size, whole.size);
        requireSame(part, "color", part.optionalText("color").orElse(whole.color), whole.color);
        requireSame(part, "scale", part.has("scale") ? SourceFields.scale(part) : whole.scale, whole.scale);
        requireSame(part, "labels", part.optionalText("labels").orElse(whole.labels), whole.labels);
        return new ImageData(
                path, whole.size, whole.color, whole.scale, whole.labels, SourceFields.limit(part), null, null);
    }

    private static void requireSame(Fields part, String key, Object found, Object whole) {
        if (!found.equals(whole)) {
            throw part.wrong(key, "must be as for the training rows, " + whole);
        }
    }

    private static List<Integer> size(Fields fields) {
        if (fields.raw("size") instanceof List<?> sides
                && sides.size() == 2
                && sides.stream().allMatch(side -> side instanceof Integer n && n >= 1 && n <= LARGEST)) {
            return sides.stream().map(Integer.class::cast).toList();
        }
        if (!fields.has("size")) {
            throw fields.missing("size");
        }
        throw fields.wrong("size", "must be two whole numbers from 1 to " + LARGEST + ": height and width");
    }

    @Override
    public ImageData withFiles(UnaryOperator<InputFile> replacement) {
        return new ImageData(
                replacement.apply(path),
                size,
                color,
                scale,
                labels,
                limit,
                validation == null ? null : validation.withFiles(replacement),
                test == null ? null : test.withFiles(replacement));
    }

    @Override
    public ImageData withoutTarget() {
        return new ImageData(
                path,
                size,
                color,
                scale,
                "none",
                limit,
                validation == null ? null : validation.withoutTarget(),
                test == null ? null : test.withoutTarget());
    }
}
