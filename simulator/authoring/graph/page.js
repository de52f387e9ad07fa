const sheet=document.getElementById('sheet'),svg=sheet.querySelector('svg');
const wide=+svg.getAttribute('width'),high=+svg.getAttribute('height');let zoom=1;
function show(){svg.setAttribute('width',wide*zoom);svg.setAttribute('height',high*zoom)}
function set(to){const x=(sheet.scrollLeft+sheet.clientWidth/2)/zoom,y=(sheet.scrollTop+sheet.clientHeight/2)/zoom;
zoom=Math.min(3,Math.max(.15,to));show();sheet.scrollLeft=x*zoom-sheet.clientWidth/2;sheet.scrollTop=y*zoom-sheet.clientHeight/2}
function fit(){zoom=Math.min(1,sheet.clientWidth/wide);show();sheet.scrollLeft=sheet.scrollTop=0}
document.getElementById('closer').onclick=()=>set(zoom*1.25);document.getElementById('farther').onclick=()=>set(zoom/1.25);
document.getElementById('fit').onclick=fit;sheet.addEventListener('wheel',e=>{if(e.ctrlKey){e.preventDefault();set(zoom*(e.deltaY<0?1.1:.9))}},{passive:false});
const parts=[...svg.querySelectorAll('.way,.label,.box')];
function only(name){for(const part of parts){const d=part.dataset;
const near=!name||d.name===name||d.from===name||d.to===name||(d.name&&parts.some(w=>w.dataset.from&&((w.dataset.from===name&&w.dataset.to===d.name)||(w.dataset.to===name&&w.dataset.from===d.name))));
part.classList.toggle('dim',!near)}}
for(const box of svg.querySelectorAll('.box')){box.onmouseenter=()=>only(box.dataset.name);box.onmouseleave=()=>only('');
box.onclick=()=>{location.hash='box-'+box.dataset.name}}
for(const check of document.querySelectorAll('[data-track]'))check.onchange=()=>{for(const track of svg.querySelectorAll('.track'))
if(track.dataset.plan===check.dataset.track)track.style.display=check.checked?'':'none'};
fit();
