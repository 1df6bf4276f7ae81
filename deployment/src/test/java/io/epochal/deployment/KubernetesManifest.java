package io.epochal.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** One resource of a file, as kubectl would send it. */
record KubernetesManifest(String file, JsonNode content) {
    static final Path K8S = Path.of("..", "k8s");
    static final List<String> RENDERINGS = List.of("local", "production", "gpu", "strimzi-and-keda");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, List<KubernetesManifest>> RENDERED = new ConcurrentHashMap<>();

    /** Everything that is rendered, and the examples that are applied as they are. */
    static Stream<KubernetesManifest> all() {
        return Stream.concat(RENDERINGS.stream().flatMap(KubernetesManifest::rendered), examples());
    }

    /** Those that are applied as they are. */
    static Stream<KubernetesManifest> examples() {
        return read(K8S.resolve("examples/train-mnist.yaml")).stream();
    }

    static Stream<KubernetesManifest> rendered(String overlay) {
        return RENDERED
                .computeIfAbsent(overlay, name -> read(K8S.resolve("rendered").resolve(name + ".yaml")))
                .stream();
    }

    static List<KubernetesManifest> read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<KubernetesManifest> parse(String file, String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .map(document -> new KubernetesManifest(file, JSON.valueToTree(document)))
                .toList();
    }

    String apiVersion() {
        return content.path("apiVersion").asText();
    }

    String kind() {
        return content.path("kind").asText();
    }

    String name() {
        return content.at("/metadata/name").asText();
    }

    boolean builtIn() {
        return !apiVersion().matches(".*(strimzi\\.io|keda\\.sh)/.*");
    }

    @Override
    public String toString() {
        return file + ": " + kind() + " " + name();
    }
}
