// Sliders over a picture, whose lines are given for each combination of their values.
// knobs: [label, values, place]; ways: how lines run; figures: for each combination, the places of its lines in ways.
(id, knobs, ways, figures) => {
    const root = document.getElementById(id);
    const bytes = Uint8Array.from(atob(root.querySelector("img").src.split(",")[1]), character => character.charCodeAt(0));
    root.innerHTML = new TextDecoder().decode(bytes);
    const lines = root.querySelectorAll(".moving path");
    const place = knobs.map(knob => knob[2]);
    const controls = knobs.map(([label, values], i) => {
        const [row, name, slider, value] = ["label", "span", "input", "output"].map(tag => document.createElement(tag));
        row.style.cssText = "display:flex;gap:1em;align-items:center;max-width:800px;font:14px sans-serif";
        name.style.flex = "0 0 420px";
        slider.style.flex = "1";
        value.style.flex = "0 0 4em";
        name.textContent = label;
        Object.assign(slider, {type: "range", min: 0, max: values.length - 1, step: 1, value: place[i]});
        const moved = () => {
            place[i] = +slider.value;
            value.textContent = values[place[i]];
            slider.setAttribute("aria-valuetext", values[place[i]]);
            const figure = figures[place.reduce((index, own, j) => index * knobs[j][1].length + own, 0)];
            lines.forEach((line, j) => line.setAttribute("d", ways[figure[j]]));
        };
        slider.addEventListener("input", moved);
        moved();
        row.append(name, slider, value);
        return row;
    });
    root.prepend(...controls);
}
