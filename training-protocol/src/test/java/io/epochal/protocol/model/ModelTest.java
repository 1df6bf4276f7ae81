package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Wire;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
    private static final String ARCHITECTURE =
            "'architecture': {'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [{'class_name': 'Dense', 'config': {'units': 2}}]}}";

    @Test
    void isLayersInARow() {
        Model model = model("{'layers': [{'type': 'Flatten'}, {'type': 'Dense', 'units': 2}]}");

        assertThat(model.name()).isEqualTo("sequential");
        assertThat(model.graph().layers()).hasSize(2);
        assertThat(model.weights()).isNull();
        assertThat(model("{'name': 'mine', 'layers': [{'type': 'Flatten'}]}").name())
                .isEqualTo("mine");
    }

    @Test
    void isAFileOfKerasWhoseArchitectureStandsBesideIt() {
        Model drawn = model("{'keras': 'net.json', " + ARCHITECTURE + "}");
        Model trained =
                model("{'keras': {'path': 'net.keras', 'sha256': '%s'}, %s}".formatted("a".repeat(64), ARCHITECTURE));

        assertThat(drawn.name()).isEqualTo("net");
        assertThat(drawn.weights()).as("nothing was stored").isNull();
        assertThat(Objects.requireNonNull(trained.weights()).path()).isEqualTo("net.keras");
        assertThat(trained.graph()).isEqualTo(drawn.graph());
    }

    @Test
    void isCarriedAsItIsWritten() throws Exception {
        Model model =
                model("{'keras': {'path': 'net.keras', 'sha256': '%s'}, %s}".formatted("a".repeat(64), ARCHITECTURE));

        assertThat(Model.read(Fields.of("", Wire.JSON.readValue(Wire.JSON.writeValueAsString(model), Object.class))))
                .isEqualTo(model);
    }

    @Test
    void isWhatAPluginMakesWithOrWithoutAHead() throws Exception {
        Model whole = model("{'provider': 'mine', 'options': {'units': 3, 'deep': {'a': [1]}}}");
        Model part = model("{'provider': 'mine', 'name': 'm', 'trainable': false, 'layers': [{'type': 'Flatten'}]}");

        assertThat(whole.name()).isEqualTo("mine");
        assertThat(whole.graph().layers()).isEmpty();
        assertThat(whole.backbone())
                .isEqualTo(new ProviderBackbone("mine", Map.of("units", 3, "deep", Map.of("a", List.of(1))), true));
        assertThat(part.name()).isEqualTo("m");
        assertThat(part.graph().layers()).hasSize(1);
        assertThat(Objects.requireNonNull(part.backbone()).trainable()).isFalse();
        assertThat(Model.read(Fields.of("", Wire.JSON.readValue(Wire.JSON.writeValueAsString(part), Object.class))))
                .isEqualTo(part);
    }

    @Test
    void isAFileOfPyTorchWithAHead() throws Exception {
        String digest = "a".repeat(64);
        Model model = model(
                "{'torchscript': {'path': 'e.pt', 'sha256': '%s'}, 'trainable': false, 'data_format': 'channels_last', 'layers': [{'type': 'Flatten'}]}"
                        .formatted(digest));

        assertThat(model.backbone()).isEqualTo(new TorchScriptBackbone(new InputFile("e.pt", digest), false, false));
        assertThat(model.name()).isEqualTo("encoder");
        assertThat(Model.read(Fields.of("", Wire.JSON.readValue(Wire.JSON.writeValueAsString(model), Object.class))))
                .isEqualTo(model);
        assertThat(model("{'torchscript': 'e.pt'}").backbone())
                .as("images as PyTorch's layers take them, and trained as Keras' layers are")
                .isEqualTo(new TorchScriptBackbone(new InputFile("e.pt"), true, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {}                                                | layers is required
            {'layers': []}                                    | layers is required
            {'layers': {'type': 'Dense'}}                     | layers must be a list
            {'layers': ['Dense']}                             | layers[0] must be an object
            {'layers': [{'type': 'Flatten'}], 'nam': 'm'}     | nam is not known here; there are: keras, torchscript, provider, layers, name (did you mean name?)
            {'keras': 'net.keras'}                            | keras must be a file that the command can read
            {'keras': 'net.keras', 'name': 'm', %s}           | name is not known here
            {'keras': '', 'architecture': {}}                 | keras must be the path of a file
            {'keras': {'path': 'a', 'sha256': 'b'}, 'architecture': {}} | keras.sha256 must be 64 hexadecimal digits
            {'provider': 5}                                   | provider must be a text
            {'provider': 'mine', 'options': 1}                | options must be an object
            {'provider': 'mine', 'trainable': 1}              | trainable must be true or false
            {'provider': 'mine', 'unit': 1}                   | unit is not known here; there are: keras, torchscript, provider, options, trainable, name, layers
            {'provider': 'mine', 'layers': [{'type': 'InputLayer', 'shape': [1]}]} | layers must begin behind an input: here it is what mine gives
            {'keras': 'net.keras', 'architecture': {}}        | architecture.class_name is required
            {'torchscript': 5, 'layers': [{'type': 'Flatten'}]} | torchscript must be an object
            {'torchscript': 'a.pt', 'trainable': 'no'}        | trainable must be true or false
            {'torchscript': 'a.pt', 'trainable': false}       | layers must have a layer where trainable is false: else there is nothing to train
            {'torchscript': 'a.pt', 'data_format': 'channel_last'} | data_format must be one of channels_first, channels_last (did you mean channels_last?)
            {'torchscript': 'a.pt', 'options': {}}            | options is not known here
            {'torchscript': 'a.pt', 'layers': [{'type': 'Dense', 'units': 1, 'name': 'encoder'}]} | layers[0].name must be another one: the weights of the encoder have it
            {'torchscript': 'a.pt', 'layers': [{'type': 'InputLayer', 'shape': [1]}]} | layers must begin behind an input: here it is what encoder gives
            """)
    void refusesWhatIsNeither(String json, String problem) {
        assertThatThrownBy(() -> model(json.formatted(ARCHITECTURE)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(problem);
    }

    private static Model model(String json) {
        return Model.read(FunctionalText.fields(json));
    }
}
