package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchRingTest {
    @Test
    void dropsWhatDoesNotFitAndSaysHowMany() {
        BatchRing ring = new BatchRing();
        for (int batch = 0; batch < 20_003; batch++) {
            ring.put(at(batch), 0.5, Map.of(), 0.1f);
        }
        assertThat(ring.take(20_000)).hasSize(20_000);
        ring.put(at(20_003), Double.NaN, Map.of("loss", 0.5), 0.1f);
        ring.put(at(20_004), 0.5, Map.of(), 0.1f);

        JsonArray taken = ring.take(10);
        assertThat(taken).hasSize(2);
        JsonObject first = taken.get(0).getAsJsonObject();
        assertThat(first.toString())
                .isEqualTo("{\"epoch\":0,\"batch\":20003,\"step\":20004,\"loss\":\"NaN\",\"metrics\":{\"loss\":0.5},"
                        + "\"learning_rate\":0.10000000149011612,\"dropped\":3}");
        assertThat(taken.get(1).getAsJsonObject().get("dropped").getAsLong()).isZero();
    }

    private static RunProgress at(int batch) {
        return new RunProgress(0, batch, batch + 1);
    }
}
