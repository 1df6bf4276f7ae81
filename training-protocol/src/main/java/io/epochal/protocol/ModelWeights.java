package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of a model's two sets of weights: with {@code use_ema} the optimizer keeps a moving average beside what it trains. */
public enum ModelWeights {
    TRAINED,
    AVERAGED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
