package io.epochal.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Numbers as Python writes them, for names and files that are to be equal to Keras' to the byte. */
public final class PythonText {
    private static final int MOST_DIGITS = 17;

    private PythonText() {}

    /** {@code repr(float)}: the shortest digits that read back to the same value. */
    public static String repr(double value) {
        Optional<String> word = word(value);
        if (word.isPresent()) {
            return word.get();
        }
        if (value == 0) {
            return sign(value) + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            return sign(value) + mantissa(shortest) + exponent(exponent);
        }
        String plain = shortest.toPlainString();
        return sign(value) + (plain.contains(".") ? plain : plain + ".0");
    }

    /** {@code format(value, ".Nf")}: rounded half to even from the exact binary value. */
    public static String fixed(double value, int digits) {
        return word(value)
                .orElseGet(() -> sign(value)
                        + new BigDecimal(Math.abs(value))
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .toPlainString());
    }

    /** {@code format(value, ".Ne")}. */
    public static String scientific(double value, int digits) {
        Optional<String> word = word(value);
        if (word.isPresent()) {
            return word.get();
        }
        BigDecimal rounded = value == 0
                ? BigDecimal.ZERO.setScale(digits)
                : new BigDecimal(Math.abs(value)).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        BigDecimal unit = value == 0 ? rounded : rounded.scaleByPowerOfTen(-exponent);
        return sign(value) + unit.setScale(digits, RoundingMode.UNNECESSARY).toPlainString() + exponent(exponent);
    }

    /**
     * {@code format(value, ".N")}: that many significant digits, with an exponent where repr would have one, or where they leave no
     * room for the digit behind the point that a float has.
     */
    public static String general(double value, int digits) {
        Optional<String> word = word(value);
        if (word.isPresent()) {
            return word.get();
        }
        int significant = Math.max(1, digits);
        BigDecimal rounded = value == 0
                ? BigDecimal.ZERO
                : new BigDecimal(Math.abs(value))
                        .round(new MathContext(significant, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= significant - 1) {
            return sign(value) + mantissa(rounded) + exponent(exponent);
        }
        String plain = rounded.toPlainString();
        return sign(value) + (plain.contains(".") ? plain : plain + ".0");
    }

    private static BigDecimal shortest(double size) {
        BigDecimal exact = new BigDecimal(size);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == size) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String mantissa(BigDecimal shortest) {
        String digits = shortest.unscaledValue().toString();
        return digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    }

    private static String exponent(int exponent) {
        return (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static Optional<String> word(double value) {
        if (Double.isNaN(value)) {
            return Optional.of("nan");
        }
        return Double.isInfinite(value) ? Optional.of(sign(value) + "inf") : Optional.empty();
    }

    private static String sign(double value) {
        return Math.copySign(1, value) < 0 ? "-" : "";
    }
}
