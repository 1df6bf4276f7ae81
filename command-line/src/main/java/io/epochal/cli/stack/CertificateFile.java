package io.epochal.cli.stack;

import io.epochal.cli.spec.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A PEM file with the authorities that a service's certificate is checked by. */
final class CertificateFile {
    static final String VARIABLE = "SSL_CERT_FILE";

    private CertificateFile() {}

    /** @throws UsageException when the file cannot be read, or has no certificate in it */
    static SSLSocketFactory sockets(Path file) throws IOException, UsageException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (authorities.isEmpty()) {
                throw new UsageException(VARIABLE + ": there is no certificate in " + file);
            }
            return trusting(authorities);
        } catch (CertificateException e) {
            throw new UsageException(VARIABLE + ": " + file + " is no file of PEM certificates: " + e.getMessage());
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new UsageException(VARIABLE + ": " + file + " cannot be read");
        }
    }

    private static SSLSocketFactory trusting(Collection<? extends Certificate> authorities) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS: " + e.getMessage(), e);
        }
    }
}
