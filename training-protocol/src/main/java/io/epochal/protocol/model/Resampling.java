package io.epochal.protocol.model;

import java.util.List;

/**
 * How pixels of a moved image come from the image, as {@code keras.ops.image.affine_transform}.
 *
 * @param bilinear between four pixels; else the nearest one
 * @param fillValue where {@code fillMode} is constant
 */
public record Resampling(FillMode fillMode, boolean bilinear, double fillValue) {
    /** What is outside of the image. */
    public enum FillMode {
        /** {@code d c b a | a b c d | d c b a}. */
        REFLECT,
        /** {@code a b c d | a b c d | a b c d}. */
        WRAP,
        CONSTANT,
        /** {@code a a a a | a b c d | d d d d}. */
        NEAREST
    }

    static Resampling of(LayerArguments arguments) {
        List<String> modes = List.of("reflect", "wrap", "constant", "nearest");
        String mode = arguments.oneOf("fill_mode", "reflect", modes.toArray(String[]::new));
        boolean bilinear = arguments
                .oneOf("interpolation", "bilinear", "bilinear", "nearest")
                .equals("bilinear");
        return new Resampling(FillMode.values()[modes.indexOf(mode)], bilinear, arguments.finite("fill_value", 0));
    }
}
