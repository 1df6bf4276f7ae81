package io.epochal.callback.recording.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KerasModelTest {
    /** With all arguments, in the same order each time. */
    @Test
    void isTheSameTextInEveryJvm() {
        Graph graph = GraphReader.layers(
                "sequential",
                Stream.of(
                                Map.of("type", "Conv2D", "filters", 32, "kernel_size", 3, "activation", "relu"),
                                Map.of("type", "MaxPooling2D"),
                                Map.of("type", "Dropout", "rate", 0.25),
                                Map.of("type", "Flatten"),
                                Map.of("type", "Dense", "units", 10, "activation", "softmax"))
                        .map(layer -> Fields.of("", layer))
                        .toList());

        assertThat(KerasModel.json(graph, List.of(List.of(28, 28, 1))))
                .contains(
                        """
                        {"module":"keras","class_name":"Sequential","config":{"name":"sequential","trainable":true,\
                        "layers":[{"module":"keras.layers","class_name":"InputLayer","config":{"batch_shape":[null,28,28,1],\
                        "dtype":"float32","sparse":false,"name":"input_layer"},"registered_name":null},\
                        {"module":"keras.layers","class_name":"Conv2D","config":{"name":"conv2d","trainable":true,\
                        "data_format":"channels_last","filters":32,"groups":1,"kernel_size":[3,3],"strides":[1,1],\
                        "padding":"valid","dilation_rate":[1,1],"kernel_initializer":{"module":"keras.initializers",\
                        "class_name":"GlorotUniform","config":{},"registered_name":null},"kernel_regularizer":null,\
                        "kernel_constraint":null,"bias_initializer":{"module":"keras.initializers","class_name":"Zeros",\
                        "config":{},"registered_name":null},"bias_regularizer":null,"bias_constraint":null,\
                        "activation":"relu","use_bias":true,"activity_regularizer":null},"registered_name":null,\
                        "build_config":{"input_shape":[null,28,28,1]}},{"module":"keras.layers","class_name":"MaxPooling2D",\
                        "config":{"name":"max_pooling2d","trainable":true,"data_format":"channels_last","pool_size":[2,2],\
                        "strides":[2,2],"padding":"valid"},"registered_name":null,"build_config":{"input_shape":[null,26,26,\
                        32]}},{"module":"keras.layers","class_name":"Dropout","config":{"name":"dropout","trainable":true,\
                        "seed":null,"rate":0.25,"noise_shape":null},"registered_name":null,\
                        "build_config":{"input_shape":[null,13,13,32]}},{"module":"keras.layers","class_name":"Flatten",\
                        "config":{"name":"flatten","trainable":true,"data_format":"channels_last"},"registered_name":null,\
                        "build_config":{"input_shape":[null,13,13,32]}},{"module":"keras.layers","class_name":"Dense",\
                        "config":{"name":"dense","trainable":true,"units":10,"activation":"softmax","use_bias":true,\
                        "kernel_initializer":{"module":"keras.initializers","class_name":"GlorotUniform","config":{},\
                        "registered_name":null},"bias_initializer":{"module":"keras.initializers","class_name":"Zeros",\
                        "config":{},"registered_name":null},"kernel_regularizer":null,"bias_regularizer":null,\
                        "activity_regularizer":null,"kernel_constraint":null,"bias_constraint":null,"lora_rank":null,\
                        "quantization_config":null},"registered_name":null,"build_config":{"input_shape":[null,5408]}}]},\
                        "registered_name":null}""");
    }
}
