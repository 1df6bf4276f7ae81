package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store of which requests fail before they succeed. */
@Tag("slow")
class PatientObjectStoreTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final List<String> heard = new ArrayList<>();
    private int failures;

    @Nested
    class AStoreThatIsThere extends ObjectStoreCompatibilityKit {
        @Override
        protected ObjectStore store() {
            return patient(Duration.ofSeconds(1));
        }
    }

    @Test
    void triesAgainUntilTheStoreIsBack() throws IOException {
        failures = 5;
        patient(Duration.ofMinutes(1)).put("key", Content.of("value".getBytes(StandardCharsets.UTF_8)));

        assertThat(store.list("")).containsExactly("key");
        assertThat(heard).hasSize(5).allMatch(one -> one.contains("unavailable"));
    }

    @Test
    void saysWhatWentWrongWhenItTakesTooLong() {
        failures = Integer.MAX_VALUE;

        assertThatThrownBy(() -> patient(Duration.ofMillis(50)).list(""))
                .isInstanceOf(IOException.class)
                .hasMessage("the store is unavailable");
    }

    @Test
    void letsItselfBeInterrupted() {
        failures = Integer.MAX_VALUE;
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> patient(Duration.ofMinutes(1)).list("")).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatTheStoreWillNeverTakeIsNotTriedAgain() {
        ObjectStore refusing = new PatientObjectStore(
                new RefusingStore(store, key -> key.length() > 1000), Duration.ofMinutes(1), failure -> heard.add(""));

        assertThatThrownBy(() -> refusing.put("k".repeat(1100), Content.of(new byte[0])))
                .isInstanceOf(StoreRefusal.class);
        assertThat(heard).isEmpty();
    }

    private ObjectStore patient(Duration limit) {
        ObjectStore failing = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (failures > 0) {
                        failures--;
                        throw new IOException("the store is unavailable");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new PatientObjectStore(
                failing, limit, Duration.ofMillis(1), failure -> heard.add(String.valueOf(failure.getMessage())));
    }
}
