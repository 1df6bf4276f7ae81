package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUrlTest {
    @TempDir
    Path folder;

    @Test
    void isWhatTheProgramSaysThenTheEnvironmentThenALocalStack() throws IOException {
        Path here = Files.createDirectories(folder.resolve("a/b"));
        assertThat(new ServiceUrl(null, Map.of(), here).find()).isEqualTo("http://127.0.0.1:8081");

        stack(folder.resolve(".epochal"), "http://127.0.0.1:1");
        assertThat(new ServiceUrl(null, Map.of(), here).find()).isEqualTo("http://127.0.0.1:1");

        stack(folder.resolve("home"), "http://127.0.0.1:2");
        Map<String, String> home = Map.of("EPOCHAL_HOME", folder.resolve("home").toString(), "EPOCHAL_URL", " ");
        assertThat(new ServiceUrl(null, home, here).find()).isEqualTo("http://127.0.0.1:2");

        Map<String, String> url =
                Map.of("EPOCHAL_HOME", folder.resolve("home").toString(), "EPOCHAL_URL", "http://there/");
        assertThat(new ServiceUrl(null, url, here).find()).isEqualTo("http://there");
        assertThat(new ServiceUrl(URI.create("https://said:1"), url, here).find())
                .isEqualTo("https://said:1");
    }

    @Test
    void aStackThatIsGoneIsNoAddress() throws IOException {
        Files.createDirectories(folder.resolve(".epochal"));
        Files.writeString(folder.resolve(".epochal/service.json"), "{\"url\"");
        assertThat(new ServiceUrl(null, Map.of(), folder).find()).isEqualTo(ServiceUrl.USUAL);
    }

    @Test
    void refusesWhatIsNoAddress() {
        ServiceUrl wrong = new ServiceUrl(null, Map.of("EPOCHAL_URL", "localhost:8081"), folder);
        assertThatThrownBy(wrong::find).hasMessageContaining("http://127.0.0.1:8081; found localhost:8081");
    }

    private static void stack(Path home, String url) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("service.json"), "{\"url\": \"" + url + "\", \"more\": 1}");
    }
}
