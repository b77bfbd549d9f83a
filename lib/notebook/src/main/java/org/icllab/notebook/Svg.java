package org.icllab.notebook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * XChart's SVG made fit for a notebook: a fraction of the size (its numbers have fifteen digits), with ids that do not
 * clash with another figure's on the page, and in words for who cannot see it.
 */
final class Svg {
    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:[eE]-?\\d+)?");
    private static final String[] COORDINATES = {
        "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "rx", "ry", "d", "transform"};

    private Svg() {
    }

    static String compact(byte[] raw, String title, String description) throws IOException {
        try {
            Document document = parse(raw);
            Element root = document.getDocumentElement();
            tighten(root);
            tidyAttributes(root);
            describe(root, title, description);
            String text = text(root);
            // Named by content, so that the same notebook run again gives the same file.
            return text.replaceAll("clip-?\\d+", "$0-" + Integer.toHexString(text.hashCode()));
        } catch (ParserConfigurationException | SAXException | TransformerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Document parse(byte[] raw) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(raw));
    }

    private static String text(Element root) throws TransformerException {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(root), new StreamResult(out));
        return out.toString();
    }

    /** Drops the white space between elements. */
    private static void tighten(Element parent) {
        for (Node node : children(parent)) {
            if (node instanceof Element element) {
                tighten(element);
            } else if (node.getTextContent().isBlank()) {
                parent.removeChild(node);
            }
        }
    }

    private static void tidyAttributes(Element element) {
        for (String name : COORDINATES) {
            if (element.hasAttribute(name)) {
                element.setAttribute(name, round(element.getAttribute(name)).replaceAll(" (?=[A-Z])", ""));
            }
        }
        if (element.hasAttribute("style")) {
            // XChart's solid line is a dash without a gap, which browsers draw with seams.
            element.setAttribute("style", element.getAttribute("style").replaceAll("stroke-dasharray:[\\d.]+,0(\\.0)?;", ""));
        }
        if (element.getTagName().equals("image")) {
            // A pixel of a heat map is a cell: its edges stay sharp.
            element.setAttribute("style", "image-rendering:pixelated");
        }
        for (Node child : children(element)) {
            if (child instanceof Element inner) {
                tidyAttributes(inner);
            }
        }
    }

    private static String round(String coordinates) {
        return LONG_NUMBER.matcher(coordinates).replaceAll(Svg::hundredths);
    }

    /** A hundredth of a pixel is below what any screen or printer shows. */
    private static String hundredths(MatchResult number) {
        return String.format(Locale.ROOT, "%.2f", Double.parseDouble(number.group()))
                .replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
    }

    private static void describe(Element root, String title, String description) {
        root.setAttribute("role", "img");
        root.setAttribute("aria-label", title);
        Node first = root.getFirstChild();
        for (String[] part : new String[][] {{"title", title}, {"desc", description}}) {
            Element element = root.getOwnerDocument().createElement(part[0]);
            element.setTextContent(part[1]);
            root.insertBefore(element, first);
        }
    }

    private static List<Node> children(Node parent) {
        NodeList nodes = parent.getChildNodes();
        List<Node> children = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            children.add(nodes.item(i));
        }
        return children;
    }
}
