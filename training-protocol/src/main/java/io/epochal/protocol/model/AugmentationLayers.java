package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' image augmentation layers: at work while training only. What is random is a function of the run's seed, the step and the layer. */
public final class AugmentationLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "RandomFlip", RandomFlip::of,
            "RandomTranslation", RandomTranslation::of,
            "RandomRotation", RandomRotation::of,
            "RandomZoom", RandomZoom::of,
            "RandomContrast", RandomContrast::of,
            "RandomBrightness", RandomBrightness::of);

    private AugmentationLayers() {}

    /** A layer that takes images and gives images of that shape. */
    public sealed interface Augmentation extends Layer {
        @Override
        default LayerShape build(List<List<Integer>> inputs) {
            Shapes.one(inputs);
            return LayerShape.of(Shapes.exactly(3, "height, width, channels", inputs));
        }
    }

    /** Half of the images are mirrored; with both axes, along both at once, as Keras 3.15, random_flip.py. */
    public record RandomFlip(boolean horizontal, boolean vertical) implements Augmentation {
        static RandomFlip of(LayerArguments arguments) {
            common(arguments);
            String mode = arguments.oneOf(
                    "mode", "horizontal_and_vertical", "horizontal_and_vertical", "horizontal", "vertical");
            return new RandomFlip(mode.startsWith("horizontal"), mode.endsWith("vertical"));
        }
    }

    /** Factors are parts of height and width; as Keras 3.15, random_translation.py. */
    public record RandomTranslation(RandomFactor height, RandomFactor width, Resampling resampling)
            implements Augmentation {
        static RandomTranslation of(LayerArguments arguments) {
            common(arguments);
            return new RandomTranslation(
                    RandomFactor.required(arguments, "height_factor", -1),
                    RandomFactor.required(arguments, "width_factor", -1),
                    Resampling.of(arguments));
        }
    }

    /** A factor of 1 is a whole turn; as Keras 3.15, random_rotation.py. */
    public record RandomRotation(RandomFactor factor, Resampling resampling) implements Augmentation {
        static RandomRotation of(LayerArguments arguments) {
            common(arguments);
            return new RandomRotation(RandomFactor.required(arguments, "factor", -1), Resampling.of(arguments));
        }
    }

    /**
     * As Keras 3.15, random_zoom.py: 0.2 shows a fifth more of the image, -0.2 a fifth less.
     *
     * @param width null for the same as the height
     */
    public record RandomZoom(RandomFactor height, @Nullable RandomFactor width, Resampling resampling)
            implements Augmentation {
        static RandomZoom of(LayerArguments arguments) {
            common(arguments);
            RandomFactor height = RandomFactor.required(arguments, "height_factor", -1);
            RandomFactor width =
                    arguments.has("width_factor") ? RandomFactor.required(arguments, "width_factor", -1) : null;
            if (width == null) {
                arguments.store("width_factor", null);
            }
            if (height.lower() <= -1 || width != null && width.lower() <= -1) {
                throw arguments.wrong("height_factor", "must be more than -1, like width_factor");
            }
            return new RandomZoom(height, width, Resampling.of(arguments));
        }
    }

    /** Between {@code 1 - lower} and {@code 1 + upper}, around each channel's mean; as Keras 3.15, random_contrast.py. */
    public record RandomContrast(RandomFactor factor, ValueRange valueRange) implements Augmentation {
        static RandomContrast of(LayerArguments arguments) {
            common(arguments);
            return new RandomContrast(RandomFactor.required(arguments, "factor", 0), ValueRange.of(arguments));
        }
    }

    /** Factors are parts of the value range; as Keras 3.15, random_brightness.py. */
    public record RandomBrightness(RandomFactor factor, ValueRange valueRange) implements Augmentation {
        static RandomBrightness of(LayerArguments arguments) {
            common(arguments);
            return new RandomBrightness(RandomFactor.required(arguments, "factor", -1), ValueRange.of(arguments));
        }
    }

    private static void common(LayerArguments arguments) {
        arguments.channelsLast();
        arguments.ignored("seed");
        // There are no boxes here.
        arguments.fields().raw("bounding_box_format");
    }
}
