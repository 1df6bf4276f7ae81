package io.epochal.cli.command;

import io.epochal.cli.view.PrintableJson;
import io.epochal.stack.Endpoints;
import io.epochal.stack.LocalStack;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.StackReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a local stack for a program: one object, without the secrets. */
final class StatusJson {
    private StatusJson() {}

    static String of(StackReport report, Path home) {
        Endpoints endpoints = report.endpoints();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("up", report.isUp());
        json.put("url", report.url());
        json.put("page", report.url() == null ? null : report.url() + "/");
        json.put("kafka", endpoints == null ? null : endpoints.kafka());
        json.put(
                "kafka_properties",
                endpoints == null ? null : LocalStack.kafkaProperties(home).toString());
        json.put("s3", endpoints == null ? null : endpoints.s3());
        json.put("data", home.toString());
        json.put(
                "processes",
                report.processes().stream().map(StatusJson::process).toList());
        json.put("strays", report.strays());
        return PrintableJson.line(json);
    }

    private static Map<String, Object> process(ServiceProcess process) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", process.name());
        json.put("pid", process.pid());
        json.put("alive", process.alive());
        json.put("log", process.log());
        return json;
    }
}
