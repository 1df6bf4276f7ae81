package io.epochal.callback.api.guard;

import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.TokenText;
import io.epochal.guard.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The file with the operator's own token. */
record TokenFile(Path path) {
    /**
     * The token; where there is no such file, one is made, readable for its owner only.
     *
     * @throws IOException when it cannot be read or made, or holds no such token; the message says what would be right
     */
    TokenText readOrMake() throws IOException {
        String text = new SecretFile("EPOCHAL_TOKEN_FILE", path).readOrMake(TokenFile::fresh);
        return TokenText.parse(text)
                .filter(one -> one.id().equals(ApiToken.ROOT))
                .orElseThrow(() -> new IOException(path + " must hold one token, " + TokenText.PREFIX
                        + "root_ and 64 hexadecimal digits; delete it, and a new one is made"));
    }

    private static String fresh() {
        return TokenText.createRoot(new SecureRandom()::nextBytes).text();
    }
}
