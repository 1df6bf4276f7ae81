package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod promises to the cluster that it runs in. */
@Tag("slow")
class PodsTest {
    static Stream<Workload> workloads() {
        return Workload.all();
    }

    static Stream<Workload> services() {
        return Workload.all().filter(Workload::serves);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void runsAsNobodyWithoutRights(Workload workload) {
        JsonNode security = workload.pod().path("securityContext");
        assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(security.path("runAsUser").asInt()).isPositive();
        assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        for (JsonNode container : workload.containers()) {
            JsonNode own = container.path("securityContext");
            assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(own.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(own.has("runAsUser")).as("one user per pod").isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void knowsNothingOfTheCluster(Workload workload) {
        assertThat(workload.pod().path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(workload.pod().path("enableServiceLinks").asBoolean(true))
                .as("a Service kafka would set KAFKA_PORT")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void saysWhatItNeeds(Workload workload) {
        for (JsonNode container : workload.containers()) {
            JsonNode resources = container.path("resources");
            assertThat(resources.at("/requests/cpu").isTextual()).isTrue();
            assertThat(resources.at("/requests/memory").isTextual()).isTrue();
            assertThat(resources.at("/limits/memory").isTextual()).isTrue();
            assertThat(resources.at("/limits").has("cpu"))
                    .as("a limit of CPU throttles and frees nothing for others")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void canBeAskedHowItIs(Workload workload) {
        for (JsonNode container : workload.containers()) {
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                assertThat(container.path(probe).isObject()).as(probe).isTrue();
            }
            String live = container.at("/livenessProbe/httpGet/path").asText();
            String ready = container.at("/readinessProbe/httpGet/path").asText();
            if (container.path("image").asText().matches("epochal/(trainer|callback)-service.*")) {
                assertThat(live).isEqualTo("/q/health/live");
                assertThat(ready).isEqualTo("/q/health/ready");
                assertThat(container.findValuesAsText("port"))
                        .as("of the probes")
                        .containsOnly("management");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void namesOneImageAndMeansOne(Workload workload) {
        for (JsonNode container : workload.containers()) {
            assertThat(container.path("image").asText())
                    .matches("[a-z/-]+:\\d+\\.\\d+(\\.\\d+)?(@sha256:[0-9a-f]{64})?");
            assertThat(container.path("imagePullPolicy").asText()).isEqualTo("IfNotPresent");
        }
    }

    @Test
    void serviceAccountsHaveNoRights() {
        assertThat(KubernetesManifest.all().filter(one -> one.kind().equals("ServiceAccount")))
                .isNotEmpty()
                .allMatch(account ->
                        !account.content().path("automountServiceAccountToken").asBoolean(true));
        assertThat(KubernetesManifest.all().map(KubernetesManifest::kind))
                .noneMatch(kind -> kind.matches(".*Role(Binding)?"));
    }

    @Test
    void theNamespaceRejectsPodsThatRequestMore() {
        for (String overlay : KubernetesManifest.RENDERINGS) {
            assertThat(KubernetesManifest.rendered(overlay)
                            .filter(one -> one.kind().equals("Namespace")))
                    .singleElement()
                    .extracting(namespace -> namespace
                            .content()
                            .at("/metadata/labels")
                            .path("pod-security.kubernetes.io/enforce")
                            .asText())
                    .isEqualTo("restricted");
        }
    }

    @Test
    void aTrainerHasTheTimeToStoreACheckpoint() {
        assertThat(Workload.all().filter(one -> one.name().equals("trainer-service")))
                .hasSize(KubernetesManifest.RENDERINGS.size())
                .allMatch(one -> one.pod().path("terminationGracePeriodSeconds").asInt() == 120);
    }
}
