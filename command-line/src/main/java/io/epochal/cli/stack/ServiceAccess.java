package io.epochal.cli.stack;

import io.epochal.cli.spec.UsageException;
import io.epochal.stack.LocalStack;
import io.epochal.stack.UserCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A callback service, and the token that it lets this command in by. It prints without the token.
 *
 * @param url without a slash at its end
 * @param token empty where none was found
 * @param certificates a PEM file with the authorities that its certificate is checked by; empty for those that Java has
 */
public record ServiceAccess(String url, Optional<String> token, Optional<Path> certificates) {
    /** One whose certificate is checked as Java does. */
    public ServiceAccess(String url, Optional<String> token) {
        this(url, token, Optional.empty());
    }

    /**
     * Finds both. The address: what the user says, {@code EPOCHAL_URL}, the stack of the home folder. The token: the file that the user
     * says, {@code EPOCHAL_TOKEN}, {@code EPOCHAL_TOKEN_FILE}, the home folder's where the address is its stack's, the user's
     * credentials of that address. The authorities: {@code SSL_CERT_FILE}, as for OpenSSL, curl and the MinIO client.
     *
     * @param url null for none
     * @param tokenFile null for none
     * @throws UsageException where there is no address
     */
    public static ServiceAccess find(
            Home home, Map<String, String> environment, @Nullable String url, @Nullable Path tokenFile)
            throws IOException, UsageException {
        Optional<String> local =
                Optional.ofNullable(LocalStack.report(home.folder()).url());
        String address = Optional.ofNullable(url)
                .filter(text -> !text.isBlank())
                .or(() -> set(environment, "EPOCHAL_URL"))
                .or(() -> local)
                .map(ServiceAccess::checked)
                .orElseThrow(() -> new UsageException("no stack is up on " + home.folder()
                        + "; ./epochal up starts one, --url names another service"));
        return new ServiceAccess(
                address,
                token(home, environment, tokenFile, address, local),
                set(environment, CertificateFile.VARIABLE).map(Path::of));
    }

    private static Optional<String> token(
            Home home,
            Map<String, String> environment,
            @Nullable Path tokenFile,
            String address,
            Optional<String> local)
            throws IOException {
        if (tokenFile != null) {
            return Optional.of(read(tokenFile));
        }
        Optional<String> said = set(environment, "EPOCHAL_TOKEN").map(String::strip);
        if (said.isPresent()) {
            return said;
        }
        Optional<String> file = set(environment, "EPOCHAL_TOKEN_FILE");
        if (file.isPresent()) {
            return Optional.of(read(Path.of(file.get())));
        }
        Optional<String> own =
                local.filter(address::equals).isPresent() ? LocalStack.token(home.folder()) : Optional.empty();
        return own.isPresent() ? own : UserCredentials.of(environment).find(address);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private static String checked(String text) {
        String address = text.strip().replaceAll("/+$", "");
        URI uri = URI.create(address);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "the service's address must be like http://127.0.0.1:8081; found " + address);
        }
        return address;
    }

    /** The address that signs a browser in. */
    public Optional<String> page() {
        return token.map(text -> url + "/login?token=" + text);
    }

    @Override
    public String toString() {
        return url;
    }
}
