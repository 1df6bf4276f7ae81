package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.Specs;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KerasModelTest {
    @Test
    void theSettingsOfALayerAreInTheOrderOfTheirNames() throws IOException {
        String json = KerasModel.json(Specs.with(List.of(), List.of()).model(), List.of(28, 28, 1));

        JsonNode layers = Wire.JSON.readTree(json).get("config").get("layers");
        assertThat(layers).hasSize(2).allSatisfy(layer -> {
            List<String> names = new ArrayList<>();
            layer.get("config").fieldNames().forEachRemaining(names::add);
            assertThat(names).isSorted().hasSizeGreaterThan(2);
        });
    }
}
