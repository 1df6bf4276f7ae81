package io.epochal.callback.api;

import io.epochal.callback.api.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What {@code /q/openapi} describes for all paths: every error is a {@link Problem}. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Epochal's callback service",
                        version = "1",
                        description = "Events and commands of training runs, over HTTP, without a Kafka client."),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiDescription implements OASFilter {
    private static final int FIRST_ERROR = 400;

    private static final String TOKEN = "token";

    /** Each path asks who you are. */
    @Override
    public void filterOpenAPI(OpenAPI whole) {
        whole.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "An API token, as ./epochal tokens create makes one, or an access token of the "
                                                + "OpenID Connect provider."));
        whole.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
    }

    @Override
    public Operation filterOperation(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.matches("\\d+") && Integer.parseInt(status) >= FIRST_ERROR) {
                describe(response);
            }
        });
        return operation;
    }

    private static void describe(APIResponse response) {
        response.setContent(OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("Problem"))));
    }
}
