package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' layers that add or take away what is at the borders, along one axis or two. */
public final class BorderLayers {
    private BorderLayers() {}

    /** How much at the beginning of an axis, and how much at its end. */
    public record Sides(int before, int after) {
        int both() {
            return before + after;
        }
    }

    /** Zeros around; as Keras 3.15, zero_padding1d.py and zero_padding2d.py. */
    public record ZeroPadding(List<Sides> padding) implements Layer {
        public ZeroPadding {
            padding = List.copyOf(padding);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = new ArrayList<>(Shapes.withChannels(padding.size(), inputs));
            for (int i = 0; i < padding.size(); i++) {
                output.set(i, output.get(i) + padding.get(i).both());
            }
            return LayerShape.of(output);
        }
    }

    /** Takes away what is at the borders; as Keras 3.15, cropping1d.py and cropping2d.py. */
    public record Cropping(List<Sides> cropping) implements Layer {
        public Cropping {
            cropping = List.copyOf(cropping);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = new ArrayList<>(Shapes.withChannels(cropping.size(), inputs));
            for (int i = 0; i < cropping.size(); i++) {
                output.set(i, output.get(i) - cropping.get(i).both());
                if (output.get(i) < 1) {
                    throw new ShapeException("has a cropping that leaves nothing of what reaches it: " + inputs.get(0));
                }
            }
            return LayerShape.of(output);
        }
    }

    static ZeroPadding zeroPadding(LayerArguments arguments, int rank) {
        arguments.channelsLast();
        return new ZeroPadding(sides(arguments, "padding", rank, 1));
    }

    static Cropping cropping(LayerArguments arguments, int rank) {
        if (rank == 2) {
            arguments.channelsLast();
        }
        return new Cropping(sides(arguments, "cropping", rank, rank == 1 ? 1 : 0));
    }

    /** One number for all sides, or a list: of both sides for one axis, of one such entry for each of two axes. */
    private static List<Sides> sides(LayerArguments arguments, String key, int rank, int fallback) {
        Object value = arguments.has(key) ? arguments.fields().raw(key) : (Object) fallback;
        List<Sides> sides = new ArrayList<>();
        if (rank == 1) {
            sides.add(pair(arguments, key, value));
        } else if (value instanceof List<?> axes && axes.size() == rank) {
            axes.forEach(axis -> sides.add(pair(arguments, key, axis)));
        } else {
            sides.addAll(Collections.nCopies(rank, pair(arguments, key, value instanceof List<?> ? null : value)));
        }
        List<List<Integer>> written =
                sides.stream().map(one -> List.of(one.before(), one.after())).toList();
        arguments.store(key, rank == 1 ? written.get(0) : written);
        return sides;
    }

    private static Sides pair(LayerArguments arguments, String key, @Nullable Object value) {
        if (value instanceof Integer side && isSize(side)) {
            return new Sides(side, side);
        }
        if (value instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof Integer before
                && pair.get(1) instanceof Integer after
                && isSize(before)
                && isSize(after)) {
            return new Sides(before, after);
        }
        throw arguments.wrong(
                key, "must be a whole number, 0 or more, or a list of one for each axis, or of pairs of them");
    }

    /** What is larger makes any row too large. */
    private static boolean isSize(int side) {
        return side >= 0 && side <= GraphShape.MOST_VALUES;
    }
}
