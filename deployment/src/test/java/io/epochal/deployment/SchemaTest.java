package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rendered resource is one that the API server would take, as far as its models say. */
@Tag("slow")
class SchemaTest {
    static Stream<KubernetesManifest> builtIn() {
        return KubernetesManifest.all().filter(KubernetesManifest::builtIn);
    }

    static Stream<KubernetesManifest> strimzi() {
        return KubernetesManifest.all().filter(one -> one.apiVersion().equals("kafka.strimzi.io/v1"));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void isWhatFabric8Reads(KubernetesManifest manifest) {
        assertThat(StrictModels.fabric8(manifest)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void isWhatTheKubernetesClientReads(KubernetesManifest manifest) throws ClassNotFoundException {
        assertThat(StrictModels.clientJava(manifest)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("strimzi")
    void isWhatStrimziReads(KubernetesManifest manifest) {
        assertThat(StrictModels.strimzi(manifest)).isNotNull();
    }

    @Test
    void bothModelsRefuseAFieldThatIsNotThere() {
        KubernetesManifest misspelt = pod("containers: [{name: a, image: b, readOnlyRootFilesystem: true}]");
        assertThatThrownBy(() -> StrictModels.fabric8(misspelt)).hasMessageContaining("readOnlyRootFilesystem");
        assertThatThrownBy(() -> StrictModels.clientJava(misspelt)).hasMessageContaining("readOnlyRootFilesystem");
    }

    @Test
    void aNumberIsNoText() {
        KubernetesManifest number = pod("containers: [{name: a, image: b, env: [{name: A, value: 1}]}]");
        assertThatThrownBy(() -> StrictModels.fabric8(number)).hasMessageContaining("Cannot coerce");
    }

    @Test
    void whatIsRequiredHasToBeThere() {
        KubernetesManifest nameless = pod("containers: [{image: b}]");
        assertThatThrownBy(() -> StrictModels.clientJava(nameless)).hasMessageContaining("`name`");
    }

    private static KubernetesManifest pod(String spec) {
        return KubernetesManifest.parse("inline", "{apiVersion: v1, kind: Pod, spec: {" + spec + "}}")
                .get(0);
    }
}
