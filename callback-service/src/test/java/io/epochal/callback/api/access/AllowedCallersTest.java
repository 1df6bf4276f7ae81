package io.epochal.callback.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedCallersTest {
    private static final AllowedCallers CALLERS = AllowedCallers.of(
            List.of("callback-service", " Epochal.Example.org "), List.of("https://Charts.example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8081",
                "LOCALHOST:1",
                "127.0.0.1:8081",
                "[::1]",
                "[::1]:8081",
                "callback-service:8081",
                "epochal.example.org"
            })
    void itAnswersToItsOwnNames(String host) {
        assertThat(CALLERS.isOwnName(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8081",
                "evil.example",
                "localhost.evil.example:8081",
                "evil.example#localhost",
                "localhost@evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "[::1].evil.example",
                "epochal.example.org.",
                "localhost:8081:9"
            })
    void byOthersItIsNot(String host) {
        assertThat(CALLERS.isOwnName(host)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8081, localhost:8081, true",
        "https://callback-service, callback-service, true",
        "https://charts.example.org, localhost:8081, true",
        "http://charts.example.org, localhost:8081, false",
        "https://charts.example.org.evil.example, localhost:8081, false",
        "http://localhost:3000, localhost:8081, false",
        "http://evil.example, localhost:8081, false",
        "null, localhost:8081, false",
    })
    void pagesOfItselfAndOfListedOriginsMayAsk(String origin, String host, boolean may) {
        assertThat(CALLERS.mayCall(origin, host)).isEqualTo(may);
    }

    @Test
    void anEmptyListAllowsNoOtherCaller() {
        AllowedCallers none = AllowedCallers.of(List.of(), List.of());
        assertThat(none.isOwnName("callback-service")).isFalse();
        assertThat(none.mayCall("", "localhost")).isFalse();
        assertThat(none.isOwnName("localhost")).isTrue();
    }
}
