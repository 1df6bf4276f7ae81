package io.epochal.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The certificates of those whose plug-in jars may be loaded. A jar is trusted where each of its entries is signed, with a digest that
 * holds, by one of these certificates itself, and this one has not expired. A time stamp does not prolong it: whose it would be is not
 * known here.
 */
final class PluginSigners {
    /** Of a signature itself; as the JDK has it, these count directly in the folder only. */
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

    private final Set<Certificate> known;
    private final Instant now;

    private PluginSigners(Set<Certificate> known, Instant now) {
        this.known = Set.copyOf(known);
        this.now = now;
    }

    /**
     * Reads certificates, X.509 in PEM, one behind the other.
     *
     * @param now at which a certificate must hold
     * @throws IOException when the file cannot be read, or has none
     */
    static PluginSigners read(Path file, Instant now) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Set<Certificate> found =
                    new HashSet<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new IOException("EPOCHAL_PLUGINS_SIGNERS names " + file + ", which has no certificate");
            }
            return new PluginSigners(found, now);
        } catch (CertificateException e) {
            throw new IOException(
                    "EPOCHAL_PLUGINS_SIGNERS names " + file + ", which must hold certificates in PEM, such as those of"
                            + " keytool -exportcert -rfc: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Why a jar is not trusted.
     *
     * @return empty for one that is
     */
    List<String> faults(Path jar) {
        List<String> faults = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            List<JarEntry> entries = file.stream()
                    .filter(entry -> !entry.isDirectory()
                            && !SIGNATURE.matcher(entry.getName()).matches())
                    .toList();
            if (entries.isEmpty()) {
                faults.add("it has no entry");
            }
            for (JarEntry entry : entries) {
                read(file, entry);
                check(entry, faults);
                if (!faults.isEmpty()) {
                    return faults;
                }
            }
        } catch (IOException | SecurityException e) {
            faults.add("it cannot be verified: " + e.getMessage());
        }
        return faults;
    }

    /** An entry's signers are known, and its digest is compared, when it has been read to its end. */
    private static void read(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void check(JarEntry entry, List<String> faults) {
        CodeSigner[] signers = entry.getCodeSigners();
        if (signers == null) {
            faults.add(entry.getName() + " is not signed, or by an algorithm that the JDK does not trust");
            return;
        }
        List<X509Certificate> trusted = new ArrayList<>();
        for (CodeSigner signer : signers) {
            if (signer.getSignerCertPath().getCertificates().get(0) instanceof X509Certificate one
                    && known.contains(one)) {
                trusted.add(one);
            }
        }
        if (trusted.isEmpty()) {
            faults.add(entry.getName() + " is signed by none of EPOCHAL_PLUGINS_SIGNERS, but by " + names(signers));
        } else if (trusted.stream().noneMatch(this::holds)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "%s is signed by a certificate that holds from %s to %s only",
                    entry.getName(),
                    trusted.get(0).getNotBefore().toInstant(),
                    trusted.get(0).getNotAfter().toInstant()));
        }
    }

    private boolean holds(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(now));
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static List<String> names(CodeSigner... signers) {
        List<String> names = new ArrayList<>();
        for (CodeSigner signer : signers) {
            if (signer.getSignerCertPath().getCertificates().get(0) instanceof X509Certificate one) {
                names.add(one.getSubjectX500Principal().getName());
            }
        }
        return names;
    }
}
