package io.epochal.callback.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token as its owner has it: {@code epochal_ID_SECRET}. It prints without the secret. */
public record TokenText(String id, String secret) {
    /** What every token begins with. */
    public static final String PREFIX = "epochal_";

    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "([a-z0-9]{4,32})_([A-Za-z0-9_-]{43,128})");

    /** What is written so; empty for any other text. */
    public static Optional<TokenText> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() ? Optional.of(new TokenText(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** @param random fills an array with bytes that nobody can guess */
    public static TokenText create(Consumer<byte[]> random) {
        return of(hex(ID_BYTES, random), random);
    }

    /** The operator's own. */
    public static TokenText createRoot(Consumer<byte[]> random) {
        return of(ApiToken.ROOT, random);
    }

    private static TokenText of(String id, Consumer<byte[]> random) {
        return new TokenText(id, hex(SECRET_BYTES, random));
    }

    private static String hex(int length, Consumer<byte[]> random) {
        byte[] bytes = new byte[length];
        random.accept(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** SHA-256 of the secret, in hexadecimal digits. It has 256 bits of its own, so it needs no slow hash. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The whole text, for its owner only. */
    public String text() {
        return PREFIX + id + "_" + secret;
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
