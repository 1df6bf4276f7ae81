package io.epochal.callback.api.guard;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of paths and roles: as {@code docs/security.md} has it, and as the code has it. */
final class GuardedPaths {
    static final String ANYBODY = "anybody";
    static final String KNOWN = "anybody who is known";

    private static final java.nio.file.Path PAGE = java.nio.file.Path.of("..", "docs", "security.md");
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target", "classes");
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+) \\| `(/[^`]*)` \\| ([a-z ]+) \\|");

    private GuardedPaths() {}

    /** @param who a role, {@link #ANYBODY}, {@link #KNOWN} or {@code nobody} */
    record Row(String method, String path, String who) {}

    static List<Row> documented() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    static List<Row> declared() throws IOException, ClassNotFoundException {
        List<Row> rows = new ArrayList<>();
        for (Class<?> resource : resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                verb(method).forEach(verb -> rows.add(new Row(verb, path(resource, method), who(resource, method))));
            }
        }
        return rows;
    }

    private static List<Class<?>> resources() throws IOException, ClassNotFoundException {
        List<Class<?>> resources = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES)) {
            for (java.nio.file.Path file : files.filter(one -> one.toString().endsWith("Resource.class"))
                    .toList()) {
                String name = CLASSES.relativize(file).toString().replace('/', '.');
                Class<?> found = Class.forName(name.substring(0, name.length() - ".class".length()));
                if (found.isAnnotationPresent(Path.class)) {
                    resources.add(found);
                }
            }
        }
        return resources;
    }

    private static Stream<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value);
    }

    private static String path(Class<?> resource, Method method) {
        String path = resource.getAnnotation(Path.class).value();
        Path own = method.getAnnotation(Path.class);
        String whole = own == null ? path : path + "/" + own.value();
        return ("/" + whole).replaceAll("/+", "/").replaceAll("\\{(\\w+):[^}]*}", "{$1}");
    }

    private static String who(Class<?> resource, Method method) {
        return Stream.of(method, resource)
                .map(GuardedPaths::who)
                .filter(who -> !who.isEmpty())
                .findFirst()
                .orElse("nobody");
    }

    private static String who(AnnotatedElement element) {
        if (element.isAnnotationPresent(PermitAll.class)) {
            return ANYBODY;
        } else if (element.isAnnotationPresent(io.quarkus.security.Authenticated.class)) {
            return KNOWN;
        }
        RolesAllowed roles = element.getAnnotation(RolesAllowed.class);
        return roles == null ? "" : String.join(", ", roles.value());
    }
}
