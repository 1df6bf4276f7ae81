package io.epochal.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The text by which a reader of metrics is let in, and which lets it in nowhere else. It prints without the text. */
record MetricsToken(String text) {
    private static final String SETTING = "EPOCHAL_METRICS_TOKEN_FILE";
    private static final String SCHEME = "bearer ";
    private static final int RANDOM_BYTES = 32;
    /** What a header can hold as a bearer token (RFC 6750), and nobody guesses. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{32,512}=*");

    /**
     * The token in this file, which is made where it is missing.
     *
     * @throws IOException when it cannot be read or made, or holds no such token
     */
    static MetricsToken of(Path file) throws IOException {
        String text = new SecretFile(SETTING, file).readOrMake(MetricsToken::fresh);
        if (!FORM.matcher(text).matches()) {
            throw new IOException(
                    file + " must hold one token of 32 to 512 letters, digits and . _ ~ + / -, such as that of"
                            + " openssl rand -hex 32; delete it, and one is made");
        }
        return new MetricsToken(text);
    }

    private static String fresh() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** @param headers all that a request has as {@code Authorization} */
    boolean admits(List<String> headers) {
        if (headers.size() != 1) {
            return false;
        }
        String header = headers.get(0).strip();
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && equal(header.substring(SCHEME.length()).strip());
    }

    /** In the same time for each text, so that nobody finds it letter by letter. */
    private boolean equal(String shown) {
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "MetricsToken[…]";
    }
}
