package io.epochal.callback.plugin;

import io.epochal.callback.policy.CallbackProvider;
import io.epochal.callback.policy.CallbackProviders;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The folder whose jars bring callbacks. What lies there runs in the callback service: only put there what you trust. */
public final class PluginPath {
    private PluginPath() {}

    /** Every provider in the folder's jars; none when there is no such folder. */
    public static CallbackProviders load(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return CallbackProviders.NONE;
        }
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        if (jars.isEmpty()) {
            return CallbackProviders.NONE;
        }
        // Never closed: its classes are needed for as long as the process lives.
        URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), CallbackProvider.class.getClassLoader());
        List<CallbackProvider> providers = new ArrayList<>();
        ServiceLoader.load(CallbackProvider.class, loader).forEach(providers::add);
        return new CallbackProviders(providers);
    }
}
