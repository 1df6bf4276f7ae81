package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What layers without recurrence make of shapes, and which arguments they refuse. Values are compared with Keras where the engine is. */
class FeedforwardReadingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'type': 'Dense', 'units': 5}                                             | 3 4    | 3 5    | 25
            {'type': 'Embedding', 'input_dim': 9, 'output_dim': 2, 'input_length': 4} | 4      | 4 2    | 18
            {'type': 'Embedding', 'input_dim': 9, 'output_dim': 2}                    |        | 2      | 18
            {'type': 'Masking'}                                                       | 4 2    | 4 2    | 0
            {'type': 'Identity'}                                                      | 3      | 3      | 0
            {'type': 'Activation', 'activation': 'hard_swish'}                        | 3      | 3      | 0
            {'type': 'LeakyReLU', 'alpha': 0.1}                                       | 3      | 3      | 0
            {'type': 'p_re_lu', 'shared_axes': 2}                                     | 4 5    | 4 5    | 4
            {'type': 'Softmax', 'axis': 1}                                            | 3      | 3      | 0
            {'type': 'Conv1D', 'filters': 2, 'kernel_size': 3}                        | 8 4    | 6 2    | 26
            {'type': 'Conv1D', 'filters': 2, 'kernel_size': [3], 'padding': 'causal'} | 8 4    | 8 2    | 26
            {'type': 'Conv2D', 'filters': 4, 'kernel_size': 3, 'groups': 2}           | 8 8 4  | 6 6 4  | 76
            {'type': 'Conv2D', 'filters': 1, 'kernel_size': 3, 'strides': 2147483647, 'padding': 'same'} | 8 8 1 | 1 1 1 | 10
            {'type': 'DepthwiseConv2D', 'kernel_size': 3, 'depth_multiplier': 2}      | 8 8 3  | 6 6 6  | 60
            {'type': 'SeparableConv1D', 'filters': 5, 'kernel_size': 3, 'depth_multiplier': 2} | 8 3 | 6 5 | 53
            {'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': 3, 'strides': 2} | 4 4 3  | 9 9 2  | 56
            {'type': 'Conv1DTranspose', 'filters': 2, 'kernel_size': 3, 'strides': 3, 'padding': 'same'} | 4 3 | 12 2 | 20
            {'type': 'Conv1DTranspose', 'filters': 2, 'kernel_size': 3, 'strides': 3, 'output_padding': 2} | 4 3 | 14 2 | 20
            {'type': 'MaxPooling1D'}                                                  | 5 2    | 2 2    | 0
            {'type': 'AveragePooling2D', 'padding': 'same'}                           | 5 4 2  | 3 2 2  | 0
            {'type': 'GlobalMaxPooling2D'}                                            | 5 4 2  | 2      | 0
            {'type': 'GlobalAveragePooling1D', 'keepdims': true}                      | 5 2    | 1 2    | 0
            {'type': 'Flatten'}                                                       |        | 1      | 0
            {'type': 'Reshape', 'target_shape': [-1, 3]}                              | 3 4    | 4 3    | 0
            {'type': 'Permute', 'dims': [2, 1]}                                       | 3 4    | 4 3    | 0
            {'type': 'RepeatVector', 'n': 3}                                          | 4      | 3 4    | 0
            {'type': 'ZeroPadding2D', 'padding': [1, [0, 2]]}                         | 3 4 1  | 5 6 1  | 0
            {'type': 'Cropping1D', 'cropping': [0, 2]}                                | 3 4    | 1 4    | 0
            {'type': 'UpSampling2D', 'size': [1, 2], 'interpolation': 'bicubic'}      | 3 4 1  | 3 8 1  | 0
            {'type': 'SpatialDropout1D', 'rate': 0.1}                                 | 3 4    | 3 4    | 0
            {'type': 'Dropout', 'rate': 0.1, 'noise_shape': [null, 1, 4]}             | 3 4    | 3 4    | 0
            {'type': 'GaussianNoise', 'stddev': 1}                                    | 3 4    | 3 4    | 0
            {'type': 'ActivityRegularization', 'l1': 0.1}                             | 3 4    | 3 4    | 0
            """)
    void aLayerHasAnOutputAndParameters(String layer, String input, String output, int parameters) {
        GraphShape shape = GraphShape.of(graph(layer), List.of(sides(input)));

        assertThat(shape.output()).isEqualTo(sides(output));
        assertThat(shape.weights().values().stream().mapToLong(WeightSpec::size).sum())
                .isEqualTo(parameters);
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'type': 'Embedding', 'input_dim': 0, 'output_dim': 2}                | 4     | input_dim must be a whole number, 1 or more
            {'type': 'Activation'}                                                | 4     | activation is required
            {'type': 'Activation', 'activation': 'glu'}                           | 4     | activation must be one of linear, relu
            {'type': 'ReLU', 'max_value': -1}                                     | 4     | max_value must be 0 or more
            {'type': 'PReLU', 'shared_axes': [3]}                                 | 4 5   | shared_axes of which there is no 3
            {'type': 'Softmax', 'axis': 0}                                        | 4     | has an axis that is none of those behind the batch
            {'type': 'Conv1D', 'filters': 2, 'kernel_size': 3}                    | 8     | (steps, channels)
            {'type': 'Conv1D', 'filters': 2, 'kernel_size': 9}                    | 8 2   | has a kernel_size that is larger than what reaches it: 8
            {'type': 'Conv2D', 'filters': 2, 'kernel_size': 3, 'padding': 'causal'} | 8 8 1 | padding must be one of valid, same
            {'type': 'Conv2D', 'filters': 2, 'kernel_size': 3, 'strides': 2, 'dilation_rate': 2} | 9 9 1 | dilation_rate must be 1 where strides
            {'type': 'Conv2D', 'filters': 3, 'kernel_size': 3, 'groups': 2}       | 9 9 2 | groups must divide the filters
            {'type': 'Conv2D', 'filters': 2, 'kernel_size': 3, 'groups': 2}       | 9 9 3 | must divide the channels that reach it: 3
            {'type': 'Conv2D', 'filters': 2, 'kernel_size': 3, 'data_format': 'channels_first'} | 9 9 3 | channels come last here
            {'type': 'Conv2D', 'filters': 2, 'kernel_size': 5, 'dilation_rate': 1073741824, 'padding': 'same'} | 9 9 3 | too large with that dilation_rate
            {'type': 'Conv1D', 'filters': 2, 'kernel_size': 3, 'bias_initializer': 'identity'} | 9 3 | initializer of matrices for its bias
            {'type': 'DepthwiseConv1D', 'kernel_size': 3, 'depth_multiplier': 2147483647} | 9 3 | depth_multiplier that makes the model too large
            {'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': 3, 'strides': 2, 'output_padding': 2} | 4 4 3 | must be less than the strides
            {'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': 3, 'strides': 2147483647} | 4 4 3 | more than 268435456 values
            {'type': 'MaxPooling2D', 'pool_size': 6}                              | 5 5 1 | pool_size that is larger than what reaches it: 5
            {'type': 'MaxPooling2D', 'pool_size': 2147483647, 'padding': 'same'}  | 5 5 1 | has a pool_size that is too large
            {'type': 'Reshape', 'target_shape': [5, -1]}                          | 3 4   | does not fit what reaches it: [3, 4]
            {'type': 'Reshape', 'target_shape': [-1, -1]}                         | 3 4   | one of them may be -1
            {'type': 'Reshape', 'target_shape': 12}                               | 3 4   | target_shape must be a list
            {'type': 'Permute', 'dims': [1, 3]}                                   | 3 4   | dims must be 1 and the numbers that follow
            {'type': 'Permute', 'dims': [1]}                                      | 3 4   | needs input of 1 axes
            {'type': 'ZeroPadding1D', 'padding': -1}                              | 3 4   | padding must be a whole number, 0 or more
            {'type': 'ZeroPadding2D', 'padding': [1, 2, 3]}                       | 3 4 1 | padding must be a whole number, 0 or more
            {'type': 'Cropping1D', 'cropping': 2}                                 | 3 4   | leaves nothing of what reaches it
            {'type': 'UpSampling2D', 'interpolation': 'area'}                     | 3 4 1 | interpolation must be one of nearest, bilinear, bicubic
            {'type': 'UpSampling1D', 'size': 2147483647}                          | 3 4   | has a size that makes the model too large
            {'type': 'Dropout', 'rate': 0.1, 'noise_shape': [null, 2, 4]}         | 3 4   | noise_shape that must have null or 1 for the batch
            {'type': 'Dropout', 'rate': 0.1, 'noise_shape': [32, 3, 4]}           | 3 4   | noise_shape that must have null or 1 for the batch
            {'type': 'Dropout', 'rate': 1}                                        | 3 4   | rate must be 0.0 or more and less than 1.0
            {'type': 'GaussianNoise', 'stddev': 1.5}                              | 3 4   | stddev must be from 0 to 1
            """)
    void whatCannotBeRightIsRefused(String layer, String input, String message) {
        assertThatThrownBy(() -> GraphShape.of(graph(layer), List.of(sides(input))))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("layers[0]")
                .hasMessageContaining(message);
    }

    private static Graph graph(String layer) {
        try {
            Map<?, ?> values = JSON.readValue(layer.replace('\'', '"'), Map.class);
            return GraphReader.layers("model", List.of(Fields.of("layers[0]", values)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(layer, e);
        }
    }

    private static List<Integer> sides(@org.jspecify.annotations.Nullable String written) {
        return written == null
                ? List.of()
                : Arrays.stream(written.split(" ")).map(Integer::valueOf).toList();
    }
}
