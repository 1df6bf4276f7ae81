package io.epochal.trainer.plugin;

import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * The classes of one jar. It has a class loader of its own, so that what is wrong with it touches no other jar, and two versions of one
 * class are two classes.
 */
record PluginJar(String name, ClassLoader loader) {
    // A broken jar is reported once; its loader may fail for each of its entries.
    private static final int MAX_FAULTS = 20;
    private static final int LONGEST = 300;
    private static final String SERVICES = "META-INF/services/io.epochal.trainer.";

    static PluginJar of(Path file, ClassLoader parent) throws IOException {
        // Never closed: its classes are needed for as long as the process lives.
        return new PluginJar(
                fileName(file), new URLClassLoader(new URL[] {file.toUri().toURL()}, parent));
    }

    static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Whether it offers a service to a trainer, rather than classes that others use. */
    static boolean offers(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().anyMatch(entry -> entry.getName().startsWith(SERVICES));
        }
    }

    /** A class of this jar that offers a service, not yet run. */
    record Offer<T>(String name, PluginJar jar, ServiceLoader.Provider<T> service) {
        LoadedProvider<T> create() throws IOException {
            try {
                return new LoadedProvider<>(name, jar.name(), service.get());
            } catch (ServiceConfigurationError e) {
                throw LoadedProvider.failed(name, jar.name(), e.getCause() == null ? e : e.getCause());
            }
        }

        String place() {
            return jar.name() + " (" + service.type().getName() + ")";
        }
    }

    /** The jar's own providers of a service; what is wrong with the others is added to the faults. */
    <T> List<Offer<T>> offers(Class<T> port, List<String> faults) {
        List<Offer<T>> offers = new ArrayList<>();
        Iterator<ServiceLoader.Provider<T>> found =
                ServiceLoader.load(port, loader).stream().iterator();
        for (int count = 0; count < MAX_FAULTS; ) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<T> service = found.next();
                if (service.type().getClassLoader() == loader) {
                    offers.add(new Offer<>(nameOf(service.type()), this, service));
                }
            } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
                count++;
                faults.add(name + ": " + Printable.of(String.valueOf(e.getMessage()), LONGEST));
            }
        }
        return offers;
    }

    private static String nameOf(Class<?> type) {
        ProviderName name = type.getAnnotation(ProviderName.class);
        if (name == null) {
            throw new IllegalArgumentException(type.getName() + " has no @ProviderName");
        }
        return name.value();
    }
}
