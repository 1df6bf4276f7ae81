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

/** What recurrent, normalizing, preprocessing and nested layers make of shapes, and which arguments they refuse. */
class StatefulReadingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static GraphShape shape(String layer, String input) throws JsonProcessingException {
        Map<?, ?> fields = JSON.readValue(layer.replace('\'', '"'), Map.class);
        List<Integer> row =
                Arrays.stream(input.trim().split(" ")).map(Integer::valueOf).toList();
        return GraphShape.of(GraphReader.layers("model", List.of(Fields.of("layer", fields))), List.of(row));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'type': 'LSTM', 'units': 3}                                                    | 5 2   | 3     | 72
            {'type': 'GRU', 'units': 3, 'return_sequences': true}                           | 5 2   | 5 3   | 63
            {'type': 'GRU', 'units': 3, 'reset_after': false}                               | 5 2   | 3     | 54
            {'type': 'SimpleRNN', 'units': 3, 'use_bias': false, 'use_cudnn': 'auto'}       | 5 2   | 3     | 15
            {'type': 'RNN', 'cell': {'type': 'LSTMCell', 'units': 3}}                       | 5 2   | 3     | 72
            {'type': 'Bidirectional', 'layer': {'type': 'LSTM', 'units': 3}}                | 5 2   | 6     | 144
            {'type': 'Bidirectional', 'merge_mode': 'sum', 'layer': {'type': 'LSTM', 'units': 3}} | 5 2 | 3 | 144
            {'type': 'TimeDistributed', 'layer': {'type': 'Dense', 'units': 4}}             | 5 2   | 5 4   | 12
            {'type': 'BatchNormalization'}                                                  | 5 2   | 5 2   | 8
            {'type': 'LayerNormalization', 'axis': [1, 2]}                                  | 5 2   | 5 2   | 20
            {'type': 'GroupNormalization', 'groups': -1}                                    | 5 2   | 5 2   | 4
            {'type': 'RMSNormalization'}                                                    | 5 2   | 5 2   | 2
            {'type': 'Normalization'}                                                       | 5 2   | 5 2   | 5
            {'type': 'Normalization', 'axis': null}                                         | 5 2   | 5 2   | 3
            {'type': 'CategoryEncoding', 'num_tokens': 4, 'output_mode': 'one_hot'}         | 5     | 5 4   | 0
            {'type': 'CategoryEncoding', 'num_tokens': 4, 'output_mode': 'binary'}          | 5     | 4     | 0
            {'type': 'Discretization', 'bin_boundaries': [0, 1], 'output_mode': 'one_hot'}  | 1     | 3     | 0
            {'type': 'RandomZoom', 'height_factor': 0.1}                                    | 5 4 3 | 5 4 3 | 0
            {'type': 'Sequential', 'layers': [{'type': 'Dense', 'units': 4}]}               | 5 2   | 5 4   | 12
            """)
    void aLayerHasAnOutputAndParameters(String layer, String input, String output, int parameters)
            throws JsonProcessingException {
        GraphShape shape = shape(layer, input);
        assertThat(shape.output())
                .isEqualTo(Arrays.stream(output.trim().split(" "))
                        .map(Integer::valueOf)
                        .toList());
        assertThat(shape.weights().values().stream().mapToLong(WeightSpec::size).sum())
                .isEqualTo(parameters);
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'type': 'LSTM', 'units': 3, 'stateful': true}                            | 5 2   | begins with a state of zeros
            {'type': 'LSTM', 'units': 3, 'return_state': true}                        | 5 2   | one output
            {'type': 'LSTM', 'units': 3}                                              | 5     | steps, values
            {'type': 'RNN', 'cell': {'type': 'ConvLSTMCell'}}                         | 5 2   | SimpleRNNCell, LSTMCell or GRUCell
            {'type': 'Bidirectional', 'merge_mode': null, 'layer': {'type': 'GRU', 'units': 3}} | 5 2 | one output
            {'type': 'Bidirectional', 'layer': {'type': 'Dense', 'units': 3}}         | 5 2   | SimpleRNN, LSTM, GRU or RNN
            {'type': 'Bidirectional', 'layer': {'type': 'GRU', 'units': 3, 'go_backwards': true}} | 5 2 | go_backwards
            {'type': 'TimeDistributed', 'layer': {'type': 'Dense', 'units': 4}}       | 5     | at least 2 axes
            {'type': 'TimeDistributed'}                                               | 5     | is required
            {'type': 'BatchNormalization', 'renorm': true}                            | 5     | renormalization
            {'type': 'BatchNormalization', 'axis': 0}                                 | 5     | axis 0 is the batch
            {'type': 'GroupNormalization', 'groups': 3}                               | 4     | must divide
            {'type': 'RMSNormalization', 'axis': 1}                                   | 5 2   | must be the last ones
            {'type': 'Normalization', 'mean': 1}                                      | 5     | together with variance
            {'type': 'Discretization', 'num_bins': 3}                                 | 5     | bins are not found
            {'type': 'CategoryEncoding', 'num_tokens': 4, 'sparse': true}             | 5     | dense
            {'type': 'Rescaling', 'scale': [1, 2, 3]}                                 | 5 2   | must fit the last axes
            {'type': 'RandomRotation', 'factor': 2}                                   | 5 4 3 | from -1.0 to 1
            {'type': 'RandomFlip', 'mode': 'sideways'}                                | 5 4 3 | horizontal_and_vertical
            {'type': 'Dot'}                                                           | 5     | is required
            {'type': 'MultiHeadAttention', 'num_heads': 2, 'key_dim': 3}              | 5 2   | (query, value)
            """)
    void whatCannotBeTrainedIsRefused(String layer, String input, String message) throws JsonProcessingException {
        assertThatThrownBy(() -> shape(layer, input))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(message);
    }
}
