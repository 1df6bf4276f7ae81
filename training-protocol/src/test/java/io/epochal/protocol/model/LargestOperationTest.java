package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargestOperationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30       | {'type': 'Dense', 'units': 128}                                                      | 3840",
                "40 16    | {'type': 'Dense', 'units': 10}                                                       | 6400",
                "28 28 1  | {'type': 'Conv2D', 'filters': 32, 'kernel_size': 3}                                  | 194688",
                "28 28 4  | {'type': 'Conv2D', 'filters': 8, 'kernel_size': 3, 'groups': 4, 'padding': 'same'}   | 56448",
                "28 28 4  | {'type': 'Conv2D', 'filters': 8, 'kernel_size': 2, 'strides': 2}                     | 25088",
                "14 14 4  | {'type': 'Conv2DTranspose', 'filters': 8, 'kernel_size': 2, 'strides': 2}            | 25088",
                "28 28 4  | {'type': 'DepthwiseConv2D', 'kernel_size': 3, 'padding': 'same'}                     | 28224",
                "28 28 4  | {'type': 'SeparableConv2D', 'filters': 16, 'kernel_size': 3, 'padding': 'same'}      | 50176",
                "28 28 4  | {'type': 'MaxPooling2D'}                                                             | 3136",
                "28 28 4  | {'type': 'BatchNormalization'}                                                       | 3136",
                "28 28 4  | {'type': 'PReLU'}                                                                    | 3136",
                "10       | {'type': 'Embedding', 'input_dim': 100000, 'output_dim': 8}                          | 80",
                "40 16    | {'type': 'LSTM', 'units': 64, 'return_sequences': true}                              | 20736",
                "40 16    | {'type': 'Bidirectional', 'layer': {'type': 'GRU', 'units': 64}}                     | 15744",
                "5 30     | {'type': 'TimeDistributed', 'layer': {'type': 'Dense', 'units': 128}}                | 19200",
            })
    void countsWhatALayerDoesWithOneRow(String shape, String layer, long multiplyAdds) {
        Graph graph = GraphReader.layers(
                "net", FunctionalText.fields("{'layers': [" + layer + "]}").objects("layers"));
        List<Integer> input =
                Arrays.stream(shape.split(" ")).map(Integer::valueOf).toList();

        assertThat(LargestOperation.multiplyAdds(GraphShape.of(graph, List.of(input))))
                .isEqualTo(multiplyAdds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'Flatten'}, {'type': 'Dense', 'units': 100}, {'type': 'Dense', 'units': 10}            | 6400",
                "{'type': 'Sequential', 'layers': [{'type': 'Flatten'}, {'type': 'Dense', 'units': 50}]}         | 3200",
            })
    void takesTheLargestLayerOfAModelAndOfModelsInsideIt(String layers, long multiplyAdds) {
        Graph graph = GraphReader.layers(
                "net", FunctionalText.fields("{'layers': [" + layers + "]}").objects("layers"));

        assertThat(LargestOperation.multiplyAdds(GraphShape.of(graph, List.of(List.of(8, 8)))))
                .isEqualTo(multiplyAdds);
    }
}
