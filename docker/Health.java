import java.net.HttpURLConnection;
import java.net.URI;

/** Exit code 0 if the address answers with 200: for images without a shell or curl. Run as {@code Health URL}. */
final class Health {
    private Health() {}

    public static void main(String[] arguments) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(arguments[0]).toURL().openConnection();
        connection.setConnectTimeout(2000);
        connection.setReadTimeout(5000);
        System.exit(connection.getResponseCode() == HttpURLConnection.HTTP_OK ? 0 : 1);
    }
}
