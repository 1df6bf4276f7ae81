package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras' merging layers. */
public final class MergingLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Add", arguments -> new Elementwise(Elementwise.Function.ADD),
            "Subtract", arguments -> new Elementwise(Elementwise.Function.SUBTRACT),
            "Multiply", arguments -> new Elementwise(Elementwise.Function.MULTIPLY),
            "Average", arguments -> new Elementwise(Elementwise.Function.AVERAGE),
            "Maximum", arguments -> new Elementwise(Elementwise.Function.MAXIMUM),
            "Minimum", arguments -> new Elementwise(Elementwise.Function.MINIMUM),
            "Concatenate", Concatenate::of,
            "Dot", Dot::of);

    private MergingLayers() {}

    /** Value by value; an axis of 1 goes with any other, and axes that are missing are put behind the batch. Keras 3.15, base_merge.py. */
    public record Elementwise(Function function) implements Layer, TakesList {
        /** What becomes of the values. */
        public enum Function {
            ADD,
            SUBTRACT,
            MULTIPLY,
            AVERAGE,
            MAXIMUM,
            MINIMUM
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            if (function == Function.SUBTRACT && inputs.size() != 2) {
                throw new ShapeException("needs two inputs; " + inputs.size() + " reach it: " + inputs);
            }
            List<Integer> output = inputs.get(0);
            for (List<Integer> input : inputs.subList(1, inputs.size())) {
                output = broadcast(output, input, inputs);
            }
            return LayerShape.of(output);
        }

        private static List<Integer> broadcast(List<Integer> one, List<Integer> other, List<List<Integer>> inputs) {
            if (one.size() < other.size()) {
                return broadcast(other, one, inputs);
            }
            int missing = one.size() - other.size();
            List<Integer> output = new ArrayList<>(one);
            for (int axis = 0; axis < other.size(); axis++) {
                int left = one.get(missing + axis);
                int right = other.get(axis);
                if (left != right && left != 1 && right != 1) {
                    throw new ShapeException(
                            "needs inputs of the same shape, or with 1 where they differ; what reaches it is "
                                    + inputs);
                }
                output.set(missing + axis, Math.max(left, right));
            }
            return output;
        }
    }

    /** As Keras 3.15, concatenate.py. */
    public record Concatenate(int axis) implements Layer, TakesList {
        static Concatenate of(LayerArguments arguments) {
            return new Concatenate(arguments.anyInteger("axis", -1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = inputs.get(0);
            int place = KerasAxes.inRow(axis, output.size());
            for (List<Integer> input : inputs.subList(1, inputs.size())) {
                if (input.size() != output.size()
                        || !Shapes.with(input, place, 0).equals(Shapes.with(output, place, 0))) {
                    throw new ShapeException(
                            "needs inputs that differ along axis " + axis + " only; what reaches it is " + inputs);
                }
                output = Shapes.with(output, place, output.get(place) + input.get(place));
            }
            return LayerShape.of(output);
        }
    }

    /**
     * As Keras 3.15, dot.py.
     *
     * @param axes one of each input, the batch counted
     * @param normalize to a length of 1 before
     */
    public record Dot(List<Integer> axes, boolean normalize) implements Layer, TakesList {
        static Dot of(LayerArguments arguments) {
            if (!arguments.has("axes")) {
                throw arguments.fields().missing("axes");
            }
            List<Integer> axes = KerasAxes.read(arguments, "axes", -1);
            if (axes.size() > 2) {
                throw arguments.wrong("axes", "must be one axis, or one for each of the two inputs");
            }
            return new Dot(
                    axes.size() == 1 ? List.of(axes.get(0), axes.get(0)) : axes, arguments.flag("normalize", false));
        }

        /** The axis of a row of that input. */
        public int axisOf(int input, int rank) {
            return KerasAxes.inRow(axes.get(input), rank);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            if (inputs.size() != 2) {
                throw new ShapeException("needs two inputs; " + inputs.size() + " reach it: " + inputs);
            }
            List<Integer> first = new ArrayList<>(inputs.get(0));
            List<Integer> second = new ArrayList<>(inputs.get(1));
            Integer left = first.remove(axisOf(0, first.size()));
            Integer right = second.remove(axisOf(1, second.size()));
            if (!left.equals(right)) {
                throw new ShapeException(
                        "needs inputs that are as long along axes " + axes + "; what reaches it is " + inputs);
            }
            first.addAll(second);
            return LayerShape.of(first.isEmpty() ? List.of(1) : first);
        }
    }
}
