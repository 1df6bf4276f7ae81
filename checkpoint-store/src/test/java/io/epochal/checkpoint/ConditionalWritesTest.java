package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConditionalWritesTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void aStoreThatIgnoresTheConditionIsRefusedAndNothingIsLeft() {
        assertThatThrownBy(() -> new ConditionalWrites(ignoring()).require())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ignores If-None-Match");
        assertThat(store.list("")).isEmpty();
    }

    private ObjectStore ignoring() {
        return new ObjectStore() {
            @Override
            public void put(String key, Content content) throws IOException {
                store.put(key, content);
            }

            @Override
            public boolean putIfAbsent(String key, Content content) throws IOException {
                put(key, content);
                return true;
            }

            @Override
            public Optional<InputStream> get(String key) {
                return store.get(key);
            }

            @Override
            public List<String> list(String prefix) {
                return store.list(prefix);
            }

            @Override
            public void delete(Collection<String> keys) {
                store.delete(keys);
            }
        };
    }
}
