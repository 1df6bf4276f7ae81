package io.epochal.trainer.djl.layer;

/**
 * Where a pixel of a moved image comes from, as {@code keras.ops.image.affine_transform}: from {@code (a0 x + a1 y + a2, b0 x + b1 y +
 * b2)}.
 */
record AffineMap(double a0, double a1, double a2, double b0, double b1, double b2) {
    /** To the right and down, in pixels; as Keras 3.15, random_translation.py. */
    static AffineMap translation(double right, double down) {
        return new AffineMap(1, 0, -right, 0, 1, -down);
    }

    /** Around the middle, by an angle in radians; as Keras 3.15, base_image_preprocessing_layer.py. */
    static AffineMap rotation(double angle, int height, int width) {
        double x = (width - 1) / 2.0;
        double y = (height - 1) / 2.0;
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        return new AffineMap(cosine, -sine, x - x * cosine + y * sine, sine, cosine, y - x * sine - y * cosine);
    }

    /** Around the middle; more than 1 shows more of what is outside. As Keras 3.15, random_zoom.py. */
    static AffineMap zoom(double across, double down, int height, int width) {
        return new AffineMap(across, 0, (width - 1) / 2.0 * (1 - across), 0, down, (height - 1) / 2.0 * (1 - down));
    }

    double x(int column, int row) {
        return a0 * column + a1 * row + a2;
    }

    double y(int column, int row) {
        return b0 * column + b1 * row + b2;
    }
}
