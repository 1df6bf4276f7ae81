package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a kernel passes over its input: one entry for each axis that it passes along, one or two.
 *
 * @param dilationRate steps between two neighbours in the kernel; 1 for a dense one
 */
public record ConvolutionWindow(
        List<Integer> kernelSize, List<Integer> strides, Padding padding, List<Integer> dilationRate) {
    public ConvolutionWindow {
        kernelSize = List.copyOf(kernelSize);
        strides = List.copyOf(strides);
        dilationRate = List.copyOf(dilationRate);
    }

    static ConvolutionWindow of(LayerArguments arguments, int rank, Padding... allowed) {
        return new ConvolutionWindow(
                arguments.sides("kernel_size", rank, null, 1),
                arguments.sides("strides", rank, 1, 1),
                arguments.padding(allowed),
                arguments.sides("dilation_rate", rank, 1, 1));
    }

    /** As Keras, which takes one of the two only. */
    ConvolutionWindow eitherStridedOrDilated(LayerArguments arguments) {
        if (Collections.max(strides) > 1 && Collections.max(dilationRate) > 1) {
            throw arguments.wrong("dilation_rate", "must be 1 where strides are more than 1");
        }
        return this;
    }

    /** How many axes it passes along. */
    public int rank() {
        return kernelSize.size();
    }

    /** The shape of one row of the output. */
    List<Integer> output(List<Integer> input, int channels) {
        requireRoom(input);
        List<Integer> output = new ArrayList<>();
        for (int i = 0; i < rank(); i++) {
            int after = padding.sizeAfter(input.get(i), kernelSize.get(i), strides.get(i), dilationRate.get(i));
            output.add(Shapes.window("kernel_size", input.get(i), after));
        }
        output.add(channels);
        return output;
    }

    /** A padded input has the kernel's extent beside its own. */
    private void requireRoom(List<Integer> input) {
        double values = Shapes.last(input);
        for (int i = 0; i < rank(); i++) {
            values *= input.get(i) + (kernelSize.get(i) - 1.0) * dilationRate.get(i);
        }
        if (values > GraphShape.MOST_VALUES) {
            throw new ShapeException("has a kernel_size that is too large with that dilation_rate: " + kernelSize);
        }
    }

    /** The shape of a kernel, whose last two axes are these. */
    List<Integer> kernel(int second, int last) {
        List<Integer> kernel = new ArrayList<>(kernelSize);
        kernel.add(second);
        kernel.add(last);
        return kernel;
    }

    /** The shape of a kernel that sees one place at a time. */
    List<Integer> point(int second, int last) {
        List<Integer> kernel = new ArrayList<>(Collections.nCopies(rank(), 1));
        kernel.add(second);
        kernel.add(last);
        return kernel;
    }
}
