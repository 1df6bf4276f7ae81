package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a ConfigMap sets is what the program behind it reads; a misspelt setting would be none. */
class SettingsTest {
    static Stream<Workload> ours() {
        return Workload.all().filter(one -> image(one).startsWith("epochal/"));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void areReadByTheService(Workload workload) {
        List<String> settings = Stream.concat(workload.variables().stream(), fromConfigMaps(workload))
                .filter(name -> name.startsWith("EPOCHAL_") || name.startsWith("KAFKA_"))
                .toList();
        assertThat(settings).allMatch(name -> ServiceSettings.reads(image(workload), name));
    }

    @Test
    void theBrokerReadsItsOwn() {
        Workload kafka = Workload.of(KubernetesManifest.rendered("local"))
                .filter(one -> one.name().equals("kafka"))
                .findFirst()
                .orElseThrow();
        assertThat(kafka.variables())
                .filteredOn(name -> name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS"))
                .hasSizeGreaterThan(10)
                .allMatch(ServiceSettings::brokerReads);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void keepTheRolesApart(Workload workload) {
        boolean volume = Workload.each(workload.pod().path("volumes"))
                .anyMatch(one ->
                        one.at("/persistentVolumeClaim/claimName").asText().equals("recordings"));
        String role = workload.label("app.kubernetes.io/component");
        assertThat(volume).isEqualTo(Set.of("recorder", "tensorboard").contains(role));
    }

    @Test
    void aChangeRollsThePods() {
        assertThat(Workload.all().flatMap(one -> one.configMaps().stream()))
                .as("generated names, which end in a sum of what is in them")
                .isNotEmpty()
                .allMatch(name -> name.matches(".*-[a-z0-9]{10}"));
    }

    @Test
    void findWhatTheSourcesSay() {
        assertThat(ServiceSettings.reads("epochal/trainer-service", "EPOCHAL_VERDICT_TIMEOUT"))
                .isTrue();
        assertThat(ServiceSettings.reads("epochal/trainer-service", "EPOCHAL_VERDICT_TIMEOUTS"))
                .isFalse();
        assertThat(ServiceSettings.reads("epochal/trainer-service", "KAFKA_SASL_JAAS_CONFIGS"))
                .isFalse();
    }

    private static Stream<String> fromConfigMaps(Workload workload) {
        return KubernetesManifest.all()
                .filter(one -> one.file().equals(workload.manifest().file()))
                .filter(one ->
                        one.kind().equals("ConfigMap") && workload.configMaps().contains(one.name()))
                .flatMap(one -> one.content().path("data").properties().stream())
                .map(entry -> entry.getKey());
    }

    private static String image(Workload workload) {
        JsonNode container = workload.containers().get(0);
        return container.path("image").asText().replaceFirst(":.*", "");
    }
}
