package io.epochal.chaos.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Writes the harmful plug-in as a jar for the plug-in path of the callback services. This program does not load its classes. */
public final class HostileJar {
    private static final String PACKAGE = "io/epochal/chaos/hostile/";
    private static final String PROVIDER = "io.epochal.chaos.hostile.HarmfulCallbackProvider";
    private static final String SERVICE = "META-INF/services/io.epochal.callback.policy.CallbackProvider";
    private static final List<String> CLASSES =
            List.of("HarmfulCallbackProvider", "HarmfulCallback", "HarmfulCallback$Deed");

    private HostileJar() {}

    public static void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("hostile.jar")))) {
            put(jar, SERVICE, PROVIDER.getBytes(StandardCharsets.UTF_8));
            for (String one : CLASSES) {
                String entry = PACKAGE + one + ".class";
                try (InputStream bytes = HostileJar.class.getResourceAsStream("/" + entry)) {
                    if (bytes == null) {
                        throw new IOException(entry + " is not in this program");
                    }
                    put(jar, entry, bytes.readAllBytes());
                }
            }
        }
    }

    private static void put(JarOutputStream jar, String entry, byte[] bytes) throws IOException {
        jar.putNextEntry(new ZipEntry(entry));
        jar.write(bytes);
        jar.closeEntry();
    }
}
