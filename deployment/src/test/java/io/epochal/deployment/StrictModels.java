package io.epochal.deployment;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubernetes.client.openapi.JSON;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The models of the API as fabric8, the Kubernetes project and Strimzi have them. Reading throws for a field that the API does not
 * know, for a required one that is absent, and for a value of another type than the API takes.
 */
final class StrictModels {
    private static final KubernetesSerialization FABRIC8 = new KubernetesSerialization();
    private static final Map<String, Class<?>> STRIMZI =
            Map.of("KafkaTopic", KafkaTopic.class, "KafkaUser", KafkaUser.class);
    private static final JsonMapper STRICT = strict();

    private StrictModels() {}

    static Object fabric8(KubernetesManifest manifest) {
        Class<?> model = FABRIC8.getRegisteredKubernetesResource(manifest.apiVersion(), manifest.kind());
        if (model == null) {
            throw new IllegalArgumentException("fabric8 knows no " + manifest.apiVersion() + " " + manifest.kind());
        }
        return read(manifest.content(), model);
    }

    static Object strimzi(KubernetesManifest manifest) {
        return read(manifest.content(), Objects.requireNonNull(STRIMZI.get(manifest.kind()), manifest.kind()));
    }

    static Object clientJava(KubernetesManifest manifest) throws ClassNotFoundException {
        String version = manifest.apiVersion().replaceFirst(".*/", "");
        String model = version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1) + manifest.kind();
        return JSON.getGson()
                .fromJson(manifest.content().toString(), Class.forName("io.kubernetes.client.openapi.models." + model));
    }

    static Object read(JsonNode content, Class<?> model) {
        return STRICT.convertValue(content, model);
    }

    /** Models keep what they do not know as additional properties; without a place for these, unknown is an error. */
    private static JsonMapper strict() {
        SimpleModule nothingElse = new SimpleModule();
        nothingElse.setDeserializerModifier(new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public BeanDeserializerBuilder updateBuilder(
                    DeserializationConfig config, BeanDescription bean, BeanDeserializerBuilder builder) {
                builder.setAnySetter(null);
                return builder;
            }
        });
        return JsonMapper.builder()
                .addModule(nothingElse)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .build();
    }
}
