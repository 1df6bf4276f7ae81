package io.epochal.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Something that makes pods. */
record Workload(KubernetesManifest manifest) {
    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "Job");

    static Stream<Workload> all() {
        return of(KubernetesManifest.all());
    }

    static Stream<Workload> of(Stream<KubernetesManifest> manifests) {
        return manifests.filter(one -> KINDS.contains(one.kind())).map(Workload::new);
    }

    boolean serves() {
        return !manifest.kind().equals("Job");
    }

    String name() {
        return manifest.name();
    }

    JsonNode spec() {
        return manifest.content().path("spec");
    }

    JsonNode pod() {
        return spec().at("/template/spec");
    }

    String label(String name) {
        return spec().at("/template/metadata/labels").path(name).asText();
    }

    List<JsonNode> containers() {
        return Stream.concat(each(pod().path("initContainers")), each(pod().path("containers")))
                .toList();
    }

    /** Names of the settings that its containers are given one by one. */
    List<String> variables() {
        return containers().stream()
                .flatMap(container -> each(container.path("env")))
                .map(variable -> variable.path("name").asText())
                .toList();
    }

    /** Names of the ConfigMaps that its containers are given as a whole. */
    List<String> configMaps() {
        return containers().stream()
                .flatMap(container -> each(container.path("envFrom")))
                .map(from -> from.at("/configMapRef/name").asText())
                .toList();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public String toString() {
        return manifest.toString();
    }
}
