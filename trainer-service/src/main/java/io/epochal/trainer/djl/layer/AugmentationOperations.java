package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.AugmentationLayers;
import io.epochal.protocol.model.RandomFactor;
import io.epochal.protocol.model.Resampling;
import io.epochal.protocol.model.ValueRange;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;

/** Keras' image augmentation layers at work: in training only, on each image of a batch by numbers of its own. */
final class AugmentationOperations {
    private AugmentationOperations() {}

    static void addTo(Operations.Table table) {
        table.add(AugmentationLayers.RandomFlip.class, AugmentationOperations::flip);
        table.add(AugmentationLayers.RandomTranslation.class, AugmentationOperations::translation);
        table.add(AugmentationLayers.RandomRotation.class, AugmentationOperations::rotation);
        table.add(AugmentationLayers.RandomZoom.class, AugmentationOperations::zoom);
        table.add(AugmentationLayers.RandomContrast.class, AugmentationOperations::contrast);
        table.add(AugmentationLayers.RandomBrightness.class, AugmentationOperations::brightness);
    }

    /** What becomes of a batch of images in training. */
    private interface Change {
        NDArray of(NDArray images, Draws draws, Pass pass);
    }

    /** Evenly distributed numbers for one batch: a function of the run's seed, the step and the layer. */
    private record Draws(long stream, Pass pass) {
        float of(RandomFactor factor, int image, int purpose) {
            double unit = (CounterRandom.word(stream, 2L * image + purpose) >>> 11) * 0x1p-53;
            return (float) (factor.lower() + unit * (factor.upper() - factor.lower()));
        }

        /** One for each image, to be joined with all its pixels. */
        NDArray forEach(NDArray images, RandomFactor factor) {
            Shape shape = new Shape(images.getShape().get(0), 1, 1, 1);
            if (pass.drawsOnDevice()) {
                NDArray units = DeviceNoise.uniform(stream, shape, pass);
                return ScalarMath.add(
                        ScalarMath.multiply(units, factor.upper() - factor.lower()), (float) factor.lower());
            }
            float[] values = new float[(int) shape.get(0)];
            for (int i = 0; i < values.length; i++) {
                values[i] = of(factor, i, 0);
            }
            return pass.manager().create(values, shape);
        }
    }

    private static Operation inTraining(LayerContext context, Change change) {
        return (inputs, pass) -> {
            NDArray images = inputs.get(0).values();
            return pass.isTraining() ? change.of(images, new Draws(context.stream(pass.step()), pass), pass) : images;
        };
    }

    private static Operation flip(AugmentationLayers.RandomFlip layer, LayerContext context) {
        return inTraining(context, (images, draws, pass) -> {
            NDArray chosen = ScalarMath.isAtMost(draws.forEach(images, new RandomFactor(0, 1)), 0.5);
            NDArray turned = layer.horizontal() ? images.flip(2) : images;
            turned = layer.vertical() ? turned.flip(1) : turned;
            return TorchFunctions.where(chosen, turned, images);
        });
    }

    /** Moves each image by a map of its own. */
    private static Operation moved(LayerContext context, Resampling resampling, Movement movement) {
        List<Integer> row = context.inputs().get(0);
        int height = row.get(0);
        int width = row.get(1);
        return inTraining(context, (images, draws, pass) -> {
            AffineMap[] maps = new AffineMap[(int) images.getShape().get(0)];
            for (int i = 0; i < maps.length; i++) {
                maps[i] = movement.of(draws, i, height, width);
            }
            return ImageSampler.of(resampling, height, width).sampled(images, maps, pass);
        });
    }

    private interface Movement {
        AffineMap of(Draws draws, int image, int height, int width);
    }

    private static Operation translation(AugmentationLayers.RandomTranslation layer, LayerContext context) {
        return moved(
                context,
                layer.resampling(),
                (draws, image, height, width) -> AffineMap.translation(
                        draws.of(layer.width(), image, 1) * width, draws.of(layer.height(), image, 0) * height));
    }

    private static Operation rotation(AugmentationLayers.RandomRotation layer, LayerContext context) {
        return moved(
                context,
                layer.resampling(),
                (draws, image, height, width) ->
                        AffineMap.rotation(draws.of(layer.factor(), image, 0) * 2 * Math.PI, height, width));
    }

    private static Operation zoom(AugmentationLayers.RandomZoom layer, LayerContext context) {
        RandomFactor width = layer.width();
        return moved(context, layer.resampling(), (draws, image, rows, columns) -> {
            double down = 1 + draws.of(layer.height(), image, 0);
            double across = width == null ? down : 1 + draws.of(width, image, 1);
            return AffineMap.zoom(across, down, rows, columns);
        });
    }

    private static Operation contrast(AugmentationLayers.RandomContrast layer, LayerContext context) {
        RandomFactor factor =
                new RandomFactor(1 - layer.factor().lower(), 1 + layer.factor().upper());
        return inTraining(context, (images, draws, pass) -> {
            NDArray mean = TorchFunctions.mean(images, 1, 2);
            NDArray changed =
                    images.sub(mean).mul(draws.forEach(images, factor)).add(mean);
            return clipped(changed, layer.valueRange());
        });
    }

    private static Operation brightness(AugmentationLayers.RandomBrightness layer, LayerContext context) {
        ValueRange range = layer.valueRange();
        double width = range.upper() - range.lower();
        RandomFactor delta =
                new RandomFactor(layer.factor().lower() * width, layer.factor().upper() * width);
        return inTraining(context, (images, draws, pass) -> clipped(images.add(draws.forEach(images, delta)), range));
    }

    private static NDArray clipped(NDArray images, ValueRange range) {
        return ScalarMath.clip(images, (float) range.lower(), (float) range.upper());
    }
}
